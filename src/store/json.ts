import { createHash } from 'node:crypto'

/** JSON with keys in one order, so that equal values give equal text. Bigints are written as decimal text. */
export function canonicalJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, v: unknown) => {
    if (typeof v === 'bigint') return String(v)
    if (typeof v !== 'object' || v === null || Array.isArray(v)) return v
    return Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
  }) as string | undefined
  return text ?? 'null'
}

export const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
