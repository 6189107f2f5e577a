import { createHash } from 'node:crypto'
import { type QueryPlan } from './plan'

/** A plan as JSON; a function in it is its text. */
export function planJson(plan: QueryPlan): object {
  return {
    ...plan,
    steps: plan.steps.map((s) => (s.step === 'local' ? { ...s, test: String(s.test) } : s)),
  }
}

/** JSON in one form: keys in the order of their names, no blanks. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/**
 * SHA-256 of a question, in hexadecimal digits: the same for the same question, today and on every machine. Of a local
 * step it takes the words and the text of the function, not what the function closes over.
 */
export function planHash(plan: QueryPlan): string {
  return createHash('sha256')
    .update(canonicalJson(planJson(plan)))
    .digest('hex')
}
