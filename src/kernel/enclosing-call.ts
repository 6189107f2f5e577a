/** Texts, comments and regular expressions are passed over; what a template holds within is text too. */
const SKIPPED = /'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?|`(?:[^`\\]|\\.)*`?|\/\/.*|\/\*[^]*?(?:\*\/|$)/y
const NAME_BEFORE = /[\w$]\s*(?:<[^<>()]*>)?\s*$/

/**
 * Where the name of the function stands whose call is open at the position: the place of its last letter, so that
 * `show(batch, |` gives the `w`. Null where no call is open.
 */
export function enclosingCall(source: string, position: number): number | null {
  const open: (number | null)[] = []
  const before = source.slice(0, position)
  for (let i = 0; i < before.length;) {
    SKIPPED.lastIndex = i
    const skipped = SKIPPED.exec(before)?.[0]
    if (skipped) {
      i += skipped.length
      continue
    }
    const c = before[i]
    if (c === '(') {
      const name = NAME_BEFORE.exec(before.slice(0, i))
      open.push(name && name.index)
    } else if (c === '[' || c === '{') open.push(null)
    else if (c === ')' || c === ']' || c === '}') open.pop()
    i++
  }
  return open.findLast((name) => name !== null) ?? null
}
