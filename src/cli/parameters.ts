import { closest, distance } from 'fastest-levenshtein'
import { carnetError } from '../errors'
import { codeOf, type Notebook } from '../report/nbformat'

/** Reads `name=value` pairs as they were typed; the value may hold further equals signs, or nothing. */
export function readParameters(pairs: readonly string[]): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const text of pairs) {
    const at = text.indexOf('=')
    if (at < 1) throw carnetError('PARAM_MALFORMED', { text })
    parameters.set(text.slice(0, at).trim(), text.slice(at + 1))
  }
  return parameters
}

/**
 * Refuses a parameter that the notebook never asks for, before anything is started. Where the notebook makes up names
 * while it runs (`param(name, …)`), they cannot be known beforehand and nothing is refused.
 */
export function checkParameters(given: ReadonlyMap<string, string>, notebook: Notebook): void {
  const code = codeOf(notebook)
  const literal = [...code.matchAll(/\bparam\(\s*(['"`])([^'"`$]*)\1/g)]
  if ([...code.matchAll(/\bparam\(/g)].length > literal.length) return
  const known = [...new Set(literal.map((m) => m[2] ?? ''))]
  for (const name of given.keys()) {
    if (known.includes(name)) continue
    const near = known.length > 0 ? closest(name, known) : ''
    throw carnetError('PARAM_UNKNOWN', {
      name,
      known,
      ...(near && distance(name, near) <= 3 ? { near } : {}),
    })
  }
}
