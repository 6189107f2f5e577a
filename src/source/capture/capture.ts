import { type RecordChunk } from '../../record'
import { type Manifest } from './manifest'

/** What bounded reads brought, as it is kept in a file: docs/capture.md. */
export interface Capture {
  /** The path that it was read from. */
  readonly file: string
  readonly form: 'kcap' | 'ndjson'
  readonly manifest: Manifest
  /** As they stand in the file. */
  readonly chunks: readonly RecordChunk[]
  /** SHA-256 of the file, in hexadecimal: what `sha256sum` prints. */
  readonly sha256: string
}

/**
 * Whether a file has all that was to be in it; was cut short, so that its whole part counts; or is still being written
 * by a running process.
 */
export type CaptureState = 'whole' | 'cut' | 'growing'

/** A capture whose messages are read from the disk as they are asked for, a chunk at a time. */
export interface OpenCapture extends Pick<Capture, 'file' | 'form' | 'manifest'> {
  readonly state: CaptureState
  /**
   * The chunks as they stand in the file, from the first to the last, anew with each call. Throws CAPTURE_DAMAGED where
   * the bytes of a complete file turn out to be wrong, CAPTURE_UNREADABLE.
   */
  chunks(): AsyncIterable<RecordChunk>
  /** SHA-256 of the file, in hexadecimal. Costs nothing where all chunks were gone through before. */
  sha256(): Promise<string>
  close(): Promise<void>
}
