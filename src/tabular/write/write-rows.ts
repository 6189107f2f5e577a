import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { writeAtomically } from '../../atomic'
import { carnetError, CarnetError } from '../../errors'
import { nearNames } from '../../config/near'
import { invalid, isPlainObject, requireMembers } from '../../kafka/options'
import { type CsvLayout, csvText } from './csv'
import { ndjsonText } from './ndjson'
import { parquetBytes } from './parquet'
import { type RowStream } from './rows'

/** `delimiter` and `bom` are those of CSV. */
export interface WriteOptions extends CsvLayout {
  /** Ends the writing early; no file is left then. */
  readonly signal?: AbortSignal
}

/** A file of rows that was written. */
export interface WrittenRows {
  readonly file: string
  readonly rows: number
  /** Its size. */
  readonly bytes: number
}

const FORMS = ['.csv', '.ndjson', '.parquet'] as const
export type RowForm = (typeof FORMS)[number]

/** The form that the name of a file says. Throws EXPORT_FORM. */
export function formOf(file: string): RowForm {
  const name = file.toLowerCase()
  const form = FORMS.find((ending) => name.endsWith(ending))
  if (form !== undefined) return form
  const ending = /\.[^./\\]*$/.exec(name)?.[0] ?? ''
  throw carnetError('EXPORT_FORM', { file, forms: FORMS, near: nearNames(ending, FORMS) })
}

/** Throws READ_OPTION_UNKNOWN, READ_OPTION_INVALID. */
export function checkedWriteOptions(options: WriteOptions): WriteOptions {
  const given: unknown = options
  if (!isPlainObject(given)) throw invalid('options', given, "an object such as { delimiter: ';' }")
  requireMembers('', given, ['delimiter', 'bom', 'signal'])
  const { delimiter, bom, signal } = options
  if (delimiter !== undefined && !(typeof delimiter === 'string' && /^[^"\r\n]$/u.test(delimiter)))
    throw invalid('delimiter', delimiter, 'one character, such as ";"')
  if (bom !== undefined && typeof bom !== 'boolean') throw invalid('bom', bom, 'true or false')
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalid('signal', signal, 'the signal of an AbortController')
  return options
}

/**
 * Writes rows into a file, whole or not at all, some at a time; a file of that name is replaced. Throws EXPORT_FORM,
 * EXPORT_FAILED, EXPORT_VALUE, and what `rows` throws.
 */
export async function writeRowStream(
  stream: RowStream,
  file: string,
  { signal, ...layout }: WriteOptions,
): Promise<WrittenRows> {
  const form = formOf(file)
  const path = resolve(file)
  let rows = 0
  const counted: RowStream = {
    columns: stream.columns,
    *rows() {
      for (const row of stream.rows()) {
        rows++
        yield row
      }
    },
  }
  const pieces =
    form === '.csv'
      ? csvText(counted, layout)
      : form === '.ndjson'
        ? ndjsonText(counted)
        : parquetBytes(counted)
  try {
    await writeAtomically(path, untilAborted(pieces, signal))
    return { file: path, rows, bytes: (await stat(path)).size }
  } catch (cause) {
    if (cause instanceof CarnetError || signal?.aborted === true || !isFileError(cause)) throw cause
    throw carnetError('EXPORT_FAILED', { file: path, reason: cause.message }, cause)
  }
}

type Piece = string | Uint8Array

async function* untilAborted(
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Piece> {
  for await (const piece of pieces) {
    signal?.throwIfAborted()
    yield piece
  }
}

const isFileError = (e: unknown): e is NodeJS.ErrnoException => e instanceof Error && 'syscall' in e
