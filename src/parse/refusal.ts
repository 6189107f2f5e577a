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
    reason: (p) => `The message is not UTF-8 text: byte ${p.byte} at index ${p.index} fits no character.`,
    example: { byte: '0xe9', index: 12 },
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
    reason: (p) => `The JSON is ${p.found}, not an object with fields.`,
    example: { found: 'an array' },
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
  NOT_WHOLE: fieldKind('not a whole number', { field: 'age', value: '22.5' }),
  NUMBER_TOO_LARGE: fieldKind('beyond the range of 64 bits', { field: 'id', value: '9223372036854775808' }),
  NOT_A_BOOLEAN: fieldKind('neither true nor false', { field: 'actif', value: '1' }),
  NOT_A_TIMESTAMP: fieldKind('neither an ISO 8601 date and time nor milliseconds since 1970', {
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
  | 'NOT_WHOLE'
  | 'NUMBER_TOO_LARGE'
  | 'NOT_A_BOOLEAN'
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
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}
