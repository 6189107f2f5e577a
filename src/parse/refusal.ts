import { type Reject } from './outcome'

interface Kind<P extends object> {
  readonly stage: Reject['stage']
  /** One sentence: what is wrong with the message. */
  readonly reason: (p: P) => string
  /** Renders the kind in the reviewed file test/golden/rejects.txt. */
  readonly example: P
}

const kind = <P extends object>(k: Kind<P>): Kind<P> => k

/** A field and its value, as the message has them. */
export interface FieldValue {
  readonly field: string
  readonly value: string
}

const fieldKind = (wanted: string, example: FieldValue): Kind<FieldValue> =>
  kind<FieldValue>({
    stage: 'schema',
    reason: (p) => `The field "${p.field}" is ${p.value}, ${wanted}.`,
    example,
  })

/** Every reason for which a message becomes a reject, by code. */
export const refusals = {
  MESSAGE_TOO_LARGE: kind<{ bytes: number; most: number }>({
    stage: 'bytes',
    reason: (p) => `The message has ${p.bytes} bytes, and at most ${p.most} are parsed.`,
    example: { bytes: 70_000_000, most: 67_108_864 },
  }),
  NOT_UTF8: kind<{ byte: string; index: number }>({
    stage: 'bytes',
    reason: (p) =>
      `The message is neither UTF-8 text nor of a binary format that is known: byte ${p.byte} at index ${p.index} fits no character.`,
    example: { byte: '0xe9', index: 12 },
  }),
  SCHEMA_ID_UNKNOWN: kind<{ id: number | string; why: string }>({
    stage: 'bytes',
    reason: (p) => `The message is in Confluent framing with the schema id ${p.id}, and ${p.why}.`,
    example: { id: 42, why: 'no schema registry was configured when it was read' },
  }),
  BINARY_INVALID: kind<{ format: string; problem: string }>({
    stage: 'format',
    reason: (p) => `The message is marked as ${p.format}, but ${p.problem}.`,
    example: { format: 'CBOR', problem: 'it ends within a value' },
  }),
  FORMAT_UNKNOWN: kind<{ begins: string }>({
    stage: 'format',
    reason: (p) => `The text is of no format that is known: it begins with ${p.begins}.`,
    example: { begins: '"hello"' },
  }),
  JSON_INVALID: kind<{ character: number; problem: string }>({
    stage: 'format',
    reason: (p) => `The text is not JSON: at character ${p.character}, ${p.problem}.`,
    example: { character: 8, problem: 'a value is expected' },
  }),
  JSON_TOO_DEEP: kind<{ most: number }>({
    stage: 'format',
    reason: (p) => `The JSON nests deeper than ${p.most} levels.`,
    example: { most: 1000 },
  }),
  NOT_AN_OBJECT: kind<{ found: string }>({
    stage: 'format',
    reason: (p) => `Where an object with fields should be, there is ${p.found}.`,
    example: { found: 'an array' },
  }),
  ENVELOPE_EMPTY: kind<{ envelope: string; part: string }>({
    stage: 'format',
    reason: (p) => `The message is a ${p.envelope} envelope without a row: it has no "${p.part}".`,
    example: { envelope: 'Debezium', part: 'after' },
  }),
  XML_INVALID: kind<{ character: number; problem: string }>({
    stage: 'format',
    reason: (p) => `The text is not XML that is read here: at character ${p.character}, ${p.problem}.`,
    example: { character: 20, problem: 'the text ends within an element' },
  }),
  XML_NOT_FLAT: kind<{ element: string }>({
    stage: 'format',
    reason: (p) => `The XML is not one flat element: "${p.element}" has elements within.`,
    example: { element: 'adresse' },
  }),
  NAME_TWICE: kind<{ name: string }>({
    stage: 'format',
    reason: (p) => `The name "${p.name}" is there twice.`,
    example: { name: 'age' },
  }),
  CSV_INVALID: kind<{ character: number; problem: string }>({
    stage: 'format',
    reason: (p) => `The text is not CSV: at character ${p.character}, ${p.problem}.`,
    example: { character: 9, problem: 'something follows a cell in quotes' },
  }),
  CSV_CELLS: kind<{ cells: number; columns: number }>({
    stage: 'format',
    reason: (p) => `The line has ${p.cells} cells, and the header ${p.columns} columns.`,
    example: { cells: 3, columns: 4 },
  }),
  CSV_HEADER_UNKNOWN: kind<{ cells: number; sign: string }>({
    stage: 'format',
    reason: (p) =>
      `The text looks like a line of CSV with ${p.cells} cells parted by ${p.sign}, and no header came before it.`,
    example: { cells: 4, sign: '";"' },
  }),
  TOO_MANY_ROWS: kind<{ most: number }>({
    stage: 'format',
    reason: (p) => `The message holds more than ${p.most} rows.`,
    example: { most: 100_000 },
  }),
  TOO_MANY_FIELDS: kind<{ fields: number; most: number }>({
    stage: 'schema',
    reason: (p) => `The message has ${p.fields} fields, and at most ${p.most} are looked at.`,
    example: { fields: 1_000_000, most: 10_000 },
  }),
  FIELD_MISSING: kind<{ field: string; how: 'missing' | 'null' | 'empty' | 'NaN' }>({
    stage: 'schema',
    reason: (p) => `The field "${p.field}" is ${p.how}, and the schema does not make it optional.`,
    example: { field: 'age', how: 'missing' },
  }),
  FIELD_CONFLICT: kind<{ field: string; first: string; second: string }>({
    stage: 'schema',
    reason: (p) => `The field "${p.field}" is there under two names, "${p.first}" and "${p.second}".`,
    example: { field: 'prenom', first: 'prenom', second: 'Prénom' },
  }),
  NOT_TEXT: fieldKind('not text', { field: 'nom', value: 'true' }),
  NOT_A_NUMBER: fieldKind('not a number', { field: 'age', value: '"2 or 3"' }),
  NUMBER_AMBIGUOUS: fieldKind('a number whose comma may part thousands or decimals', {
    field: 'prix',
    value: '"1,234"',
  }),
  NOT_WHOLE: fieldKind('not a whole number', { field: 'age', value: '22.5' }),
  NUMBER_TOO_LARGE: fieldKind('beyond the range of 64 bits', { field: 'id', value: '9223372036854775808' }),
  NOT_A_BOOLEAN: fieldKind('neither true nor false', { field: 'actif', value: '2' }),
  NOT_A_DATE: fieldKind('not a date (the day comes before the month)', {
    field: 'inscrit',
    value: '"30/02/2024"',
  }),
  NOT_A_TIMESTAMP: fieldKind('neither a date and time nor a number since 1970', {
    field: 'inscrit',
    value: '"hier"',
  }),
  TIMESTAMP_WITHOUT_ZONE: fieldKind('a time without its zone', {
    field: 'inscrit',
    value: '"2024-12-01T08:00:00"',
  }),
  OUT_OF_RANGE: kind<FieldValue & { bound: string }>({
    stage: 'schema',
    reason: (p) => `The field "${p.field}" is ${p.value}, ${p.bound}.`,
    example: { field: 'age', value: '200', bound: 'above 130' },
  }),
}

export type RefusalCode = keyof typeof refusals
type Details<C extends RefusalCode> = (typeof refusals)[C] extends Kind<infer P> ? P : never

/** Why a message cannot become a row: a reject before it has its record. */
export class Refusal {
  constructor(
    readonly stage: Reject['stage'],
    readonly code: RefusalCode,
    readonly reason: string,
    /** 0-based position in the text where it goes wrong; null where that makes no sense. */
    readonly position: number | null,
  ) {}
}

/** Makes the refusal of that code: `refuse('FIELD_MISSING', { field, how: 'null' }, 12)`. */
export function refuse<C extends RefusalCode>(
  code: C,
  details: Details<C>,
  position: number | null = null,
): Refusal {
  const found = refusals[code] as unknown as Kind<object>
  return new Refusal(found.stage, code, found.reason(details), position)
}

/** The codes of values that do not fit their field. */
export type ValueCode =
  | 'NOT_TEXT'
  | 'NOT_A_NUMBER'
  | 'NUMBER_AMBIGUOUS'
  | 'NOT_WHOLE'
  | 'NUMBER_TOO_LARGE'
  | 'NOT_A_BOOLEAN'
  | 'NOT_A_DATE'
  | 'NOT_A_TIMESTAMP'
  | 'TIMESTAMP_WITHOUT_ZONE'
  | 'OUT_OF_RANGE'

/** Makes the refusal of a value: `bound` is how it lies outside, `above 130`. */
export function refuseValue(
  code: ValueCode,
  details: FieldValue & { readonly bound: string },
  position: number | null,
): Refusal {
  const { stage, reason } = refusals[code]
  return new Refusal(stage, code, reason(details), position)
}

const QUOTED_LENGTH = 40

/** A value as a sentence quotes it: short, whatever it is. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') {
    const cut = value.length > QUOTED_LENGTH ? value.slice(0, QUOTED_LENGTH) + '…' : value
    return JSON.stringify(cut)
  }
  if (Array.isArray(value)) return 'an array'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'a moment' : value.toISOString()
  if (value instanceof Uint8Array) return 'bytes'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}
