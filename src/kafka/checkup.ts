import { performance } from 'node:perf_hooks'
import { type Config } from '../config'
import { type CarnetError, type ErrorCode } from '../errors'
import { explain } from './explain'
import { type LayerCheck, Way } from './way'

/** One layer of the way to a topic, in order: a failing layer leaves the ones after it `skipped`. */
export interface CheckStep {
  readonly layer: 'settings' | 'name' | 'port' | 'tls' | 'login' | 'metadata' | 'topic' | 'read' | 'capture'
  readonly status: 'ok' | 'failed' | 'skipped'
  /** What was found (`127.0.0.1`, `3 brokers`), or the sentence of what went wrong. */
  readonly detail: string
  readonly milliseconds: number
}

export interface Checkup {
  readonly kind: 'checkup'
  readonly ok: boolean
  /** What was checked: `host:port`, and the topic where one was asked for. */
  readonly target: string
  readonly steps: readonly CheckStep[]
  /** The first failure: one sentence of what it means, one of what to do; null where all is well. */
  readonly failure: { readonly code: ErrorCode; readonly what: string; readonly todo: string } | null
}

/**
 * Goes layer by layer from the settings to a first read of the topic (without a topic to the metadata), and stops at
 * the first that fails. Never rejects for a layer that fails.
 */
export async function runCheckup(config: Config, topic?: string): Promise<Checkup> {
  const way = new Way(config)
  const steps: CheckStep[] = []
  let failure: CarnetError | null = null
  try {
    for (const [layer, check] of layersOf(way, topic))
      if (failure) steps.push({ layer, status: 'skipped', detail: 'not reached', milliseconds: 0 })
      else {
        const result = await timed(check)
        if (result.error !== undefined)
          failure = await explain(result.error, { config, topic, doing: 'checking the connection' })
        steps.push({ layer, ...outcome(result.found, failure), milliseconds: result.milliseconds })
      }
  } finally {
    way.close()
  }
  return {
    kind: 'checkup',
    ok: failure === null,
    target: config.brokers.join(', ') + (topic === undefined ? '' : `, topic ${topic}`),
    steps,
    failure: failure && { code: failure.code, what: failure.what, todo: failure.todo },
  }
}

function layersOf(
  way: Way,
  topic: string | undefined,
): readonly (readonly [CheckStep['layer'], LayerCheck])[] {
  const toCluster = [
    ['settings', () => way.settings()],
    ['name', () => way.name()],
    ['port', () => way.port()],
    ['tls', () => way.tls()],
    ['login', () => way.login()],
    ['metadata', () => way.metadata()],
  ] as const
  if (topic === undefined) return toCluster
  return [...toCluster, ['topic', () => way.topic(topic)], ['read', () => way.read(topic)]]
}

interface Timed {
  readonly found: string | null
  readonly error: unknown
  readonly milliseconds: number
}

async function timed(check: LayerCheck): Promise<Timed> {
  const started = performance.now()
  const passed = (): number => Math.round((performance.now() - started) * 10) / 10
  try {
    return { found: await check(), error: undefined, milliseconds: passed() }
  } catch (error) {
    return { found: null, error, milliseconds: passed() }
  }
}

function outcome(found: string | null, failure: CarnetError | null): Pick<CheckStep, 'status' | 'detail'> {
  if (failure) return { status: 'failed', detail: failure.what }
  return found === null
    ? { status: 'skipped', detail: 'not in the settings' }
    : { status: 'ok', detail: found }
}
