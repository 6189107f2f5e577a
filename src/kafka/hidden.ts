import { CarnetError, type ErrorCode } from '../errors'
import { CLUSTER_FORBIDDEN, GROUP_FORBIDDEN, LinkError, ProtocolError, TOPIC_FORBIDDEN } from './errors'

/**
 * Why something is not known: the user has no right to see it; the broker that knows it does not answer, or there is
 * none; the broker is too old to tell; the capture does not hold it; or the broker answered with another error.
 */
export type Hidden = (typeof REASONS)[number]

const REASONS = ['not allowed', 'no answer', 'not offered', 'not kept', 'failed'] as const

export const isHidden = (value: unknown): value is Hidden => (REASONS as readonly unknown[]).includes(value)

/** Something a broker was asked for, or why it is not known. */
export type Fact<T> = { readonly value: T } | { readonly hidden: Hidden }

export const known = <T>(value: T): Fact<T> => ({ value })
export const hidden = (reason: Hidden): { readonly hidden: Hidden } => ({ hidden: reason })

/** Why a broker does not tell, by the error code of its answer. */
export function hiddenByCode(code: number): Hidden {
  if (FORBIDDEN.has(code)) return 'not allowed'
  return new ProtocolError(code).passing ? 'no answer' : 'failed'
}

const FORBIDDEN: ReadonlySet<number> = new Set([TOPIC_FORBIDDEN, GROUP_FORBIDDEN, CLUSTER_FORBIDDEN])

/** Why a broker does not tell, by the error of the whole request. Throws what is no error of a broker. */
export function hiddenByError(e: unknown): Hidden {
  if (e instanceof LinkError) return 'no answer'
  if (e instanceof ProtocolError) return hiddenByCode(e.code)
  if (!(e instanceof CarnetError)) throw e
  return BY_CODE.get(e.code) ?? 'failed'
}

const BY_CODE: ReadonlyMap<ErrorCode, Hidden> = new Map([
  ['KAFKA_TOO_OLD', 'not offered'],
  ['TOPIC_FORBIDDEN', 'not allowed'],
  ['TOPIC_RIGHT_MISSING', 'not allowed'],
  ['CLUSTER_FORBIDDEN', 'not allowed'],
  ['PARTITION_OFFLINE', 'no answer'],
  ['BROKER_UNREACHABLE', 'no answer'],
  ['BROKER_TIMEOUT', 'no answer'],
  ['REQUEST_UNANSWERED', 'no answer'],
  ['CONNECTION_CLOSED', 'no answer'],
  ['READ_GAVE_UP', 'no answer'],
  ['READ_STALLED', 'no answer'],
])

export const valueOf = <T>(fact: Fact<T>): T | null => ('value' in fact ? fact.value : null)

export const reasonOf = (fact: Fact<unknown>): Hidden | undefined =>
  'hidden' in fact ? fact.hidden : undefined

/** The names that have a reason, with it. */
export function reasons<K extends string>(all: Partial<Record<K, Hidden>>): Partial<Record<K, Hidden>> {
  return Object.fromEntries(Object.entries(all).filter(([, reason]) => reason !== undefined)) as Partial<
    Record<K, Hidden>
  >
}
