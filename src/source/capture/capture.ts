import { type RecordChunk } from '../../record'
import { type Manifest } from './manifest'

/** What one bounded read brought, as it is kept in a file: docs/capture.md. */
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
