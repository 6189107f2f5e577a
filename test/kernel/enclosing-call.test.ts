import { expect, test } from 'vitest'
import { enclosingCall } from '../../src/kernel/enclosing-call'

/** The letter before the mark is the one that must be found; `|` is the position. */
test.each([
  ['show(|', 'w'],
  ['show(batch, |', 'w'],
  ['kafka.read(|', 'd'],
  ['a(b(), |', 'a'],
  ['outer(inner(|', 'r'],
  ['call([1, { of|', 'l'],
  ['const x = make<number>(|', 'e'],
  ["say(')', |", 'y'],
  ['say(`(`, /* ) */ |', 'y'],
  ['run(// )\n|', 'n'],
])('%s is a call of …%s', (code, letter) => {
  const at = enclosingCall(code.replace('|', ''), code.indexOf('|'))
  expect(at).not.toBeNull()
  expect(code[at ?? 0]).toBe(letter)
})

test.each(['|', 'show|', 'show()|', '(1 + |', "'show(|", 'if (a) { b }|', '// show(|'])(
  '%s is none',
  (code) => {
    expect(enclosingCall(code.replace('|', ''), code.indexOf('|'))).toBeNull()
  },
)
