import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Harness, ofType, plain, printed } from './harness'

let kernel: Harness
beforeAll(async () => {
  kernel = await Harness.start()
})
afterAll(() => kernel.client.stop())

/** Runs a cell that fails; its error as published, which the reply must repeat. */
async function failing(
  code: string,
): Promise<{ ename: string; evalue: string; text: string; count: number }> {
  const { reply, published } = await kernel.run(code)
  const [error] = ofType(published, 'error')
  expect(reply).toMatchObject({ status: 'error', ...error?.content })
  expect(ofType(published, 'stream')).toEqual([])
  return {
    ename: reply.ename as string,
    evalue: reply.evalue as string,
    text: plain(reply),
    count: reply.execution_count as number,
  }
}

describe('an error points into the cell', () => {
  test('in its first line', async () => {
    const { ename, evalue, text, count } = await failing("throw new RangeError('no')")
    expect([ename, evalue]).toEqual(['RangeError', 'no'])
    expect(text).toBe(
      [
        `RangeError: no`,
        `cell ${count}, line 1`,
        "→   1 │ throw new RangeError('no')",
        '      │       ^',
      ].join('\n'),
    )
  })

  test('below types, blank lines, an enum and a text of several lines, which compile to other lines', async () => {
    const code = [
      'interface Shape {',
      '  name: string',
      '}',
      '',
      'enum Colour { Red, Green }',
      'const text = `one',
      'two ${Colour.Red}`',
      'type T = Shape | null',
      'const shape: T = null as T',
      "const n = shape!.name + text; console.log('never')",
    ].join('\n')
    const { ename, text, count } = await failing(code)
    expect(ename).toBe('TypeError')
    expect(text).toContain(`cell ${count}, line 10`)
    expect(text).toContain(
      "→  10 │ const n = shape!.name + text; console.log('never')\n      │                  ^",
    )
  })

  test('after an await, in a function of an earlier cell', async () => {
    const { reply } = await kernel.run(
      "async function later(n: number) {\n  await new Promise((r) => setTimeout(r, n))\n  throw new Error('späť')\n}",
    )
    const { evalue, text, count } = await failing('const first = 1\n\nawait later(2)')
    expect(evalue).toBe('späť')
    expect(text).toContain(`cell ${reply.execution_count as number}, line 3 in later`)
    expect(text).toContain("→   3 │   throw new Error('späť')\n      │         ^")
    expect(text).toContain(`cell ${count}, line 3\n`)
    expect(text).toContain('→   3 │ await later(2)\n      │ ^')
  })

  test('in a method, with its name; the calls of kernel, tslab and Node are left out', async () => {
    const { text } = await failing("class Box {\n  open() { throw new Error('stuck') }\n}\nnew Box().open()")
    expect(text).toContain('line 2 in Box.open')
    expect(text).not.toMatch(/node:|tslab|kernel|vm/)
  })

  test('in a callback of a library, whose calls are one line', async () => {
    const { text } = await failing(
      "import { Command } from 'commander'\nconst fail = () => { throw new Error('inside') }\n" +
        "new Command().argument('<n>', '', fail).parse(['1'], { from: 'user' })",
    )
    expect(text).toMatch(/line 2 in \S*fail\n[^]*… \d+ calls in commander\ncell \d+, line 3/)
  })

  test('in what is printed too', async () => {
    const { published, reply } = await kernel.run("type T = 1\n\nconsole.log(new Error('shown').stack)")
    expect(printed(published)).toBe(`Error: shown\n    at cell ${reply.execution_count as number}:3:13\n`)
  })

  test('for what TypeScript finds, of which nothing is run', async () => {
    const { ename, evalue, text, count } = await failing(
      "console.log('never')\nconst n: number = 'x'\nconst f: (a: string) => number = (a: string) => a",
    )
    expect(ename).toBe('TypeScriptError')
    expect(evalue).toBe("2:7 - Type 'string' is not assignable to type 'number'.")
    expect(text).toContain('nothing of this cell was run')
    expect(text).toContain(
      `cell ${count}, line 2, column 7: Type 'string' is not assignable to type 'number'.`,
    )
    expect(text).toContain("→   2 │ const n: number = 'x'\n      │       ^")
    expect(text).toContain(`cell ${count}, line 3`)
  })

  test('for what does not parse', async () => {
    const { ename, text } = await failing('const = 1')
    expect(ename).toBe('TypeScriptError')
    expect(text).toContain('→   1 │ const = 1')
  })

  test('for a module cell', async () => {
    const { ename, evalue } = await failing("/** @module shapes */\nexport const n: number = 'x'")
    expect(ename).toBe('TypeScriptError')
    expect(evalue).toContain("Type 'string' is not assignable to type 'number'.")
  })
})

describe('what is thrown', () => {
  test('as an error of carnet shows its code and both sentences', async () => {
    const { ename, evalue, text } = await failing(
      "throw Object.assign(new Error('What. Todo. [A_CODE]'), { name: 'CarnetError', code: 'A_CODE', what: 'What.', todo: 'Todo.' })",
    )
    expect([ename, evalue]).toEqual(['CarnetError', 'What. Todo. [A_CODE]'])
    expect(text).toMatch(/^A_CODE: What\.\nTodo\.\ncell/)
  })

  test.each([
    ["throw 'text'", "'text'"],
    ['throw undefined', 'undefined'],
    ['throw null', 'null'],
    ['throw { a: 1 }', '{ a: 1 }'],
  ])('%s is no error, and shown all the same', async (code, shown) => {
    const { ename, evalue } = await failing(code)
    expect([ename, evalue]).toEqual(['NotAnError', shown])
  })

  test('with a cause and with parts shows them in brief', async () => {
    const { text } = await failing(
      "throw new AggregateError([new TypeError('a'), 'b'], 'both', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) })",
    )
    expect(text).toContain("· TypeError: a\n· 'b'")
    expect(text).toContain('caused by Error ECONNREFUSED: refused')
  })

  test.each([
    "class Odd extends Error { get message(): string { throw new Error('never seen') } }\nthrow new Odd()",
    "throw Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error('never seen') } })",
    "throw new Proxy({}, { get() { throw new Error('never seen') }, has() { throw new Error('never seen') } })",
    'throw Object.assign(new Error(), { name: undefined, message: 5, cause: { cause: 1 } })',
  ])('hostile, does not break the kernel: %j', async (code) => {
    const { reply } = await kernel.run(code)
    expect(reply.status).toBe('error')
    expect((await kernel.run('1')).reply.status).toBe('ok')
  })
})

describe('an error that nobody waits for', () => {
  test.each([
    ["Promise.reject(new TypeError('floating'))\n1", 'TypeError', 'floating'],
    ["void (async () => { throw new Error('async') })()", 'Error', 'async'],
    [
      "setTimeout(() => { throw new Error('timer') }, 5)\nawait new Promise((r) => setTimeout(r, 5000))",
      'Error',
      'timer',
    ],
    [
      "process.nextTick(() => { throw new Error('tick') })\nawait new Promise((r) => setTimeout(r, 5000))",
      'Error',
      'tick',
    ],
  ])('fails the running cell at once: %j', async (code, ename, evalue) => {
    const failed = await failing(code)
    expect([failed.ename, failed.evalue]).toEqual([ename, evalue])
    expect(failed.text).toContain(`cell ${failed.count}, line 1`)
  })

  test.each([
    ["setTimeout(() => { throw new Error('late') }, 30); 0", 'Uncaught exception'],
    ["setTimeout(() => void Promise.reject(new Error('late')), 30); 0", 'Unhandled rejection'],
  ])('of a cell that has ended is written under that cell, and tagged: %j', async (code, kind) => {
    const first = await kernel.run(code)
    const second = await kernel.run('await new Promise((r) => setTimeout(r, 150)); console.log(2)')
    expect(first.reply.status).toBe('ok')
    expect(second.reply.status).toBe('ok')
    expect(printed(second.published)).toBe('2\n')
    const [late] = ofType(kernel.about(first.request), 'stream')
    expect(late?.content.name).toBe('stderr')
    expect(late?.content.text).toContain(`${kind} (after the end of the cell)`)
    expect(late?.metadata).toMatchObject({ carnet: { unhandled: { ename: 'Error', evalue: 'late' } } })
  })
})
