import { type Lang } from '../words'
import { type Reject } from './outcome'
import { type FieldValue, type Kind, refusals } from './refusals'

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
    /** The parameters of the reason, for other languages. */
    readonly details: object,
  ) {}
}

/** Makes the refusal of that code: `refuse('FIELD_MISSING', { field, how: 'null' }, 12)`. */
export function refuse<C extends RefusalCode>(
  code: C,
  details: Details<C>,
  position: number | null = null,
): Refusal {
  const found = refusals[code] as unknown as Kind<object>
  return new Refusal(found.stage, code, found.reason(details), position, details)
}

/** The reason in a language; in English where its parameters are not known, as of a reject that was read from a database. */
export function reasonIn(
  { code, reason, details }: Pick<Reject, 'code' | 'reason' | 'details'>,
  lang: Lang,
): string {
  if (lang === 'en' || details === undefined || !Object.hasOwn(refusals, code)) return reason
  return (refusals[code as RefusalCode] as unknown as Kind<object>).french(details)
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
  return new Refusal(stage, code, reason(details), position, details)
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
