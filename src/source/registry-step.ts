import { stopwatch } from '../clock'
import { type SchemaRegistry } from '../config'
import { CarnetError } from '../errors'
import { type Checkup, type CheckStep } from '../kafka/checkup'
import { newRegistryClient } from './schemas'

/** The check-up with the schema registry as its last layer, where the settings name one. */
export async function withRegistryStep(checkup: Checkup, registry: SchemaRegistry | null): Promise<Checkup> {
  if (!registry) return checkup
  const stepped = (status: CheckStep['status'], detail: string, milliseconds: number): Checkup => ({
    ...checkup,
    steps: [...checkup.steps, { layer: 'registry', status, detail, milliseconds }],
  })
  if (!checkup.ok) return stepped('skipped', 'not reached', 0)
  const passed = stopwatch()
  const client = await newRegistryClient(registry)
  try {
    const types = await client.check()
    return stepped('ok', `${registry.url}: ${types.join(', ')}`, passed())
  } catch (e) {
    if (!(e instanceof CarnetError)) throw e
    const failed = stepped('failed', e.what, passed())
    return { ...failed, ok: false, failure: { code: e.code, what: e.what, todo: e.todo } }
  } finally {
    client.close()
  }
}
