import { carnetError } from '../../errors'
import { type AbortedTransaction, type RecordChunk } from '../../record'
import { type Frame } from './kcap-frame'
import { isPartition, offsetOf, parseManifest, type Manifest, type Opening } from './manifest'
import { markOf, type WriterMark } from './writer-mark'

/** What is known when the read begins. Throws CAPTURE_NEWER, CAPTURE_MANIFEST_INVALID. */
export function openingOf(frame: Frame, file: string): Opening {
  const { topics, readAt, clusterId } = parseManifest(headerOf(frame), file)
  if (topics === null || readAt === null)
    throw carnetError('CAPTURE_MANIFEST_INVALID', { file, reason: 'it needs "topics" and "readAt"' })
  return { topics, readAt, clusterId }
}

/** Who writes the file, as long as it is not whole; null where it does not say. */
export const writerOf = (frame: Frame): WriterMark | null => markOf(headerOf(frame).writer)

/** The manifest. Throws CAPTURE_NEWER, CAPTURE_MANIFEST_INVALID. */
export function manifestOf(frame: Frame, file: string): Manifest {
  const { topics, readAt, summary, clusterId, schemas } = parseManifest(headerOf(frame), file)
  if (topics === null || readAt === null || summary === null)
    throw carnetError('CAPTURE_MANIFEST_INVALID', {
      file,
      reason: 'it needs "topics", "readAt", "ranges" and "records"',
    })
  return { topics, clusterId, readAt, summary, ...(schemas && { schemas }) }
}

/** The chunk of a frame; null where its header is not right. */
export function chunkOf(frame: Frame): RecordChunk | null {
  const { topic, partition, from, to, aborted } = headerOf(frame)
  const first = offsetOf(from)
  const end = offsetOf(to)
  const transactions = Array.isArray(aborted) ? aborted.map(abortedOf) : [null]
  if (
    typeof topic !== 'string' ||
    !isPartition(partition) ||
    first === null ||
    end === null ||
    transactions.includes(null)
  )
    return null
  return {
    topic,
    partition,
    from: first,
    to: end,
    bytes: frame.body,
    aborted: transactions.filter((t) => t !== null),
  }
}

function headerOf(frame: Frame): Record<string, unknown> {
  return typeof frame.header === 'object' && frame.header !== null ? { ...frame.header } : {}
}

function abortedOf(value: unknown): AbortedTransaction | null {
  if (typeof value !== 'object' || value === null) return null
  const { producerId, firstOffset } = value as Record<string, unknown>
  const id = offsetOf(producerId)
  const first = offsetOf(firstOffset)
  return id === null || first === null ? null : { producerId: id, firstOffset: first }
}
