import { stopwatch } from '../clock'
import { type Config } from '../config'
import { type CarnetError, type ErrorCode } from '../errors'
import { type SettingFault } from '../errors/config'
import { LinkError } from './errors'
import { type ErrorContext, explain, explainKnown } from './explain'
import { explainLink } from './explain-link'
import { type LayerFound, type LayerPart } from './layer'
import { TopicWay } from './topic-way'
import { Way } from './way'

/** One of the things that a layer consists of: a certificate, a setting that is wrong, one of several brokers. */
export interface CheckPart {
  readonly name: string
  readonly status: 'ok' | 'failed'
  /** What was found, or the sentence of what went wrong. */
  readonly detail: string
  /** Null where it was not timed. */
  readonly milliseconds: number | null
}

/** One layer of the way to a topic, in order: a failing layer leaves the ones after it `skipped`. */
export interface CheckStep {
  readonly layer:
    | 'settings'
    | 'name'
    | 'port'
    | 'tls'
    | 'login'
    | 'metadata'
    | 'brokers'
    | 'topic'
    | 'read'
    | 'registry'
    | 'capture'
  /** A warning does not end the way: one of several brokers does not answer, or a check is switched off. */
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped'
  /** What was found (`127.0.0.1`, `3 brokers`), or the sentence of what went wrong. */
  readonly detail: string
  readonly milliseconds: number
  readonly parts?: readonly CheckPart[]
}

export interface Checkup {
  readonly kind: 'checkup'
  /** Whether no layer fails. */
  readonly ok: boolean
  /** What was checked: `host:port`, and the topic where one was asked for. */
  readonly target: string
  readonly steps: readonly CheckStep[]
  /** The first failure: one sentence of what it means, one of what to do; null where all is well. */
  readonly failure: { readonly code: ErrorCode; readonly what: string; readonly todo: string } | null
}

/**
 * Goes layer by layer from the settings to a first read of the topic (without a topic to the brokers of the cluster),
 * and stops at the first that fails. Never rejects for a layer that fails.
 */
export async function runCheckup(config: Config, topic?: string): Promise<Checkup> {
  const doing = topic === undefined ? 'checking the connection' : `reading the topic "${topic}"`
  const context = { config, topic, doing }
  const way = new Way(config)
  const steps: CheckStep[] = []
  let failure: CarnetError | null = null
  try {
    for (const [layer, check] of layersOf(way, config, topic)) {
      if (failure) {
        steps.push(notReached(layer))
        continue
      }
      const passed = stopwatch()
      const found = await check().catch((error: unknown): LayerFound => ({ status: 'failed', error }))
      const milliseconds = Math.round(passed())
      const step = await stepOf(layer, found, context)
      steps.push({ ...step.shown, milliseconds })
      failure = step.failure
    }
  } finally {
    way.close()
  }
  return result(targetOf(config.brokers, topic), steps, failure)
}

/** The check-up that ends at the settings, which `readConfig` refused with CONFIG_INVALID. */
export function settingsCheckup(error: CarnetError, topic?: string): Checkup {
  const { faults = [] } = error.details as { faults?: readonly SettingFault[] }
  const parts = faults.map((f): CheckPart => ({
    name: `${f.name} (${f.from})`,
    status: 'failed',
    detail: `${f.problem} ${f.remedy}`,
    milliseconds: null,
  }))
  // With several faults the sentence lists them all, as the parts do.
  const [what] = error.what.split('\n')
  const steps: CheckStep[] = [
    { layer: 'settings', status: 'failed', detail: what.replace(/:$/, '.'), milliseconds: 0, parts },
    ...(topic === undefined ? TO_CLUSTER : [...TO_CLUSTER, ...TO_TOPIC]).slice(1).map(notReached),
  ]
  return result(topic === undefined ? 'Kafka' : `the topic ${topic}`, steps, error)
}

const TO_CLUSTER = ['settings', 'name', 'port', 'tls', 'login', 'metadata', 'brokers'] as const
const TO_TOPIC = ['topic', 'read'] as const

function layersOf(
  way: Way,
  config: Config,
  topic: string | undefined,
): (readonly [CheckStep['layer'], () => Promise<LayerFound>])[] {
  const toCluster = TO_CLUSTER.map((layer) => [layer, () => way[layer]()] as const)
  if (topic === undefined) return toCluster
  const topicWay = new TopicWay(way, config, topic)
  return [...toCluster, ...TO_TOPIC.map((layer) => [layer, () => topicWay[layer]()] as const)]
}

const targetOf = (brokers: readonly string[], topic: string | undefined): string =>
  brokers.join(', ') + (topic === undefined ? '' : `, topic ${topic}`)

const notReached = (layer: CheckStep['layer']): CheckStep => ({
  layer,
  status: 'skipped',
  detail: 'not reached',
  milliseconds: 0,
})

async function stepOf(
  layer: CheckStep['layer'],
  found: LayerFound,
  context: ErrorContext,
): Promise<{ readonly shown: Omit<CheckStep, 'milliseconds'>; readonly failure: CarnetError | null }> {
  if (found.status === 'absent')
    return { shown: { layer, status: 'skipped', detail: 'not in the settings' }, failure: null }
  const parts = found.parts?.length ? { parts: found.parts.map((p) => partOf(p, context)) } : {}
  if (found.status === 'ok')
    return { shown: { layer, status: 'ok', detail: found.detail, ...parts }, failure: null }
  if (found.status === 'noted')
    return { shown: { layer, status: 'warning', detail: found.note, ...parts }, failure: null }
  const error = await explain(found.error, context)
  return {
    shown: { layer, status: found.status, detail: error.what, ...parts },
    failure: found.status === 'failed' ? error : null,
  }
}

function partOf({ name, status, found, milliseconds }: LayerPart, context: ErrorContext): CheckPart {
  // Of an address that the cluster says, too, only what is the matter there.
  const sentenceOf = (e: unknown): string =>
    (e instanceof LinkError ? explainLink(e, context.config) : explainKnown(e, context)).what
  return { name, status, detail: typeof found === 'string' ? found : sentenceOf(found.error), milliseconds }
}

const result = (target: string, steps: readonly CheckStep[], failure: CarnetError | null): Checkup => ({
  kind: 'checkup',
  ok: failure === null,
  target,
  steps,
  failure: failure && { code: failure.code, what: failure.what, todo: failure.todo },
})
