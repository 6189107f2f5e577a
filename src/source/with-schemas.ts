import { type ConnectOptions, readRegistryConfig } from '../config'
import { carnetError } from '../errors'
import { schemaIdsOf } from '../registry/framing'
import { isMissing, NO_SCHEMAS } from '../registry/schema'
import { type Batch, makeBatch } from './batch'
import { newRegistryClient } from './schemas'

/**
 * The same batch with the schemas that its messages name, as far as it does not bring them along: for a capture that was
 * made without a registry, or while that did not answer. The registry is that of the settings (`schemaRegistry`, or
 * KAFKA_SCHEMA_REGISTRY). A schema that the registry does not have makes rejects, which say so.
 *
 * Throws REGISTRY_NONE, the other REGISTRY_… where the registry does not answer, and CONFIG_INVALID.
 */
export async function withSchemas(
  batch: Batch,
  options: ConnectOptions = {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<Batch> {
  const { schemas = NO_SCHEMAS, topics, summary, provenance, chunks } = batch
  const wanted = [...schemaIdsOf(batch)].filter((id) => {
    const known = schemas.get(id)
    return !known || isMissing(known)
  })
  if (wanted.length === 0) return batch
  const registry = readRegistryConfig(options, env)
  if (!registry) throw carnetError('REGISTRY_NONE', { ids: wanted })
  const client = await newRegistryClient(registry)
  try {
    const fetched = await client.schemasOf(wanted)
    if (client.failure) throw client.failure
    return makeBatch({ topics, summary, provenance, chunks, schemas: new Map([...schemas, ...fetched]) })
  } finally {
    client.close()
  }
}
