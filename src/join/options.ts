import { nearNames } from '../config/near'
import { carnetError } from '../errors'

/** The columns by which rows belong together: one name for both sides, or one for each; or several, in one order. */
export type JoinOn<Left extends string = string, Right extends string = string> =
  | (Left & Right)
  | readonly (Left & Right)[]
  | { readonly left: Left | readonly Left[]; readonly right: Right | readonly Right[] }

export interface JoinOptions<Left extends string = string, Right extends string = string> {
  readonly on: JoinOn<Left, Right>
  /** `left` (default) keeps every row of the left, with nulls where it has no match; `inner` those that have one. */
  readonly how?: 'left' | 'inner'
  /**
   * How many rows of the right a key may have. `one` (default): a key that is there twice is an error. `many`: each of them
   * makes a row.
   */
  readonly many?: 'one' | 'many'
  /** What follows the name of a column of the right that the left has too: `_ref` makes `nom_ref`. */
  readonly suffix?: string
}

/** The options of a join, checked. */
export interface JoinRequest {
  readonly left: readonly string[]
  readonly right: readonly string[]
  readonly how: 'left' | 'inner'
  readonly many: boolean
  readonly suffix: string | null
}

const OPTIONS = ['on', 'how', 'many', 'suffix']

/** Throws JOIN_OPTION_INVALID. */
export function checkedJoin(options: unknown): JoinRequest {
  const given = (typeof options === 'object' && options !== null ? options : {}) as Partial<JoinOptions>
  for (const name of Object.keys(given))
    if (!OPTIONS.includes(name)) {
      const [near] = nearNames(name, OPTIONS, 1)
      const wanted = near === undefined ? `${OPTIONS.join(', ')} are known` : `did you mean "${near}"?`
      throw carnetError('JOIN_OPTION_INVALID', { option: name, problem: 'is none of a join', wanted })
    }
  const { on, how = 'left', many = 'one', suffix } = given
  demand(how === 'left' || how === 'inner', 'how', how, '"left" or "inner"')
  demand(many === 'one' || many === 'many', 'many', many, '"one" or "many"')
  demand(
    suffix === undefined || (typeof suffix === 'string' && suffix !== ''),
    'suffix',
    suffix,
    'a text such as "_ref"',
  )
  const [left, right] = keysOf(on)
  return { left, right, how, many: many === 'many', suffix: suffix ?? null }
}

function keysOf(on: unknown): [left: readonly string[], right: readonly string[]] {
  const sides = on as { left?: unknown; right?: unknown } | null | undefined
  const isPair = typeof on === 'object' && on !== null && !Array.isArray(on)
  const [left, right] = isPair ? [listOf(sides?.left), listOf(sides?.right)] : [listOf(on), listOf(on)]
  const isRight = left.length > 0 && left.length === right.length && [...left, ...right].every(isName)
  demand(isRight, 'on', on, "'filiere', ['filiere', 'campus'] or { left: 'filiere', right: 'code' }")
  return [left as string[], right as string[]]
}

const listOf = (names: unknown): readonly unknown[] => (Array.isArray(names) ? (names as unknown[]) : [names])
const isName = (name: unknown): boolean => typeof name === 'string'

function demand(holds: boolean, option: string, value: unknown, wanted: string): void {
  if (holds) return
  const problem = value === undefined ? 'is missing' : `is ${JSON.stringify(value) ?? typeof value}`
  throw carnetError('JOIN_OPTION_INVALID', { option, problem, wanted: `give ${wanted}` })
}
