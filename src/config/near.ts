import { distance } from 'fastest-levenshtein'

/** How many letters a typing error may touch in a name of that length. */
const tolerance = (length: number): number => (length < 4 ? 0 : length < 7 ? 1 : 2)

/** The known names closest to `name`, letter case aside, the closest first; empty where none is close. */
export function nearNames(name: string, known: readonly string[], most = 3): string[] {
  const wanted = name.toLowerCase()
  return known
    .map((candidate) => ({ candidate, apart: apartness(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, apart }) => apart <= tolerance(Math.max(candidate.length, wanted.length)))
    .sort((a, b) => a.apart - b.apart || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate)
}

/** How many typing errors apart: a letter too many, too few, another one, or two neighbours swapped. */
function apartness(a: string, b: string): number {
  const at = [...a].findIndex((letter, i) => letter !== b[i])
  const swapped = a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2)
  return at >= 0 && swapped === b ? 1 : distance(a, b)
}
