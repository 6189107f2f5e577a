import { carnetError } from '../../../errors'
import { type DecodedBatch, decodeBatch } from './decode'
import { type ArrowBatch, type DataType, type ExecutePlanResponse } from './messages'
import { typeText } from './types'
import { type SparkColumn } from './values'

/** Some of the rows of a result, as columns. */
export interface SparkBatch {
  readonly columns: readonly SparkColumn[]
  readonly length: number
}

/**
 * The batches of a result, from the responses that carry them: pieces of a batch are put together, and what the server
 * says of each is compared with what came. There is at least one, so that the columns are known of no rows, too.
 *
 * Throws SPARK_ANSWER_INVALID where the pieces do not fit.
 */
export async function* batchesOf(
  responses: AsyncIterable<ExecutePlanResponse>,
  server: string,
): AsyncGenerator<SparkBatch> {
  const invalid = (reason: string): Error => carnetError('SPARK_ANSWER_INVALID', { server, reason })
  let types: readonly string[] = []
  let pieces: Uint8Array[] = []
  let rows = 0
  for await (const { schema, arrowBatch } of responses) {
    if (schema) types = typesOf(schema)
    if (!arrowBatch) continue
    const { data, chunkIndex = 0, numChunksInBatch = 1 } = arrowBatch
    if (chunkIndex !== pieces.length)
      throw invalid(`piece ${chunkIndex} of a batch came as piece ${pieces.length}`)
    pieces.push(data)
    if (pieces.length < numChunksInBatch) continue
    const decoded = decode(pieces, invalid)
    pieces = []
    check(decoded, arrowBatch, rows, invalid)
    rows += decoded.rowCount
    yield {
      length: decoded.rowCount,
      columns: decoded.columns.map((values, i) => ({
        name: decoded.names[i] ?? '',
        type: types[i] ?? 'unknown',
        values,
      })),
    }
  }
  if (pieces.length > 0) throw invalid('it ends within a batch')
}

const typesOf = ({ struct }: DataType): string[] => struct?.fields.map((f) => typeText(f.dataType)) ?? []

function decode(pieces: readonly Uint8Array[], invalid: (reason: string) => Error): DecodedBatch {
  const [first] = pieces
  try {
    return decodeBatch(pieces.length === 1 && first ? first : Buffer.concat(pieces))
  } catch (e) {
    throw Object.assign(invalid(`a batch cannot be read (${(e as Error).message})`), { cause: e })
  }
}

function check(
  { rowCount }: DecodedBatch,
  said: ArrowBatch,
  rows: number,
  invalid: (reason: string) => Error,
): void {
  if (rowCount !== said.rowCount) throw invalid(`a batch says ${said.rowCount} rows and holds ${rowCount}`)
  if (said.startOffset !== undefined && said.startOffset !== rows)
    throw invalid(`a batch begins at row ${said.startOffset}, after row ${rows}`)
}
