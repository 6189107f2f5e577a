import { type RawRule } from '../collect'
import { carnetError } from '../errors'

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const BYTES: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

/** How long raw messages are kept, from `7d`, `500MB`, or both. Throws FLAG_INVALID. */
export function retainFlag(texts: readonly string[]): RawRule {
  const rule: { maxAge?: number; maxBytes?: number } = {}
  for (const text of texts) {
    const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text) ?? []
    const name = unit !== undefined && Object.hasOwn(SECONDS, unit) ? 'maxAge' : 'maxBytes'
    const size = unit === undefined ? undefined : (own(SECONDS, unit) ?? own(BYTES, unit))
    if (size === undefined || rule[name] !== undefined)
      throw carnetError('FLAG_INVALID', {
        flag: '--retain',
        text,
        wanted: 'an age such as 12h or 7d, a size such as 500MB or 2GB, or each of them once',
      })
    rule[name] = Number(digits) * size
  }
  return rule
}

const own = (units: Readonly<Record<string, number>>, unit: string): number | undefined =>
  Object.hasOwn(units, unit) ? units[unit] : undefined
