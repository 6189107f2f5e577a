import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Harness, ofType, printed } from './harness'

let kernel: Harness
beforeAll(async () => {
  kernel = await Harness.start()
})
afterAll(() => kernel.client.stop())

const value = async (code: string): Promise<unknown> => {
  const { published } = await kernel.run(code)
  return (ofType(published, 'execute_result')[0]?.content.data as Record<string, string> | undefined)?.[
    'text/plain'
  ]
}

describe('a variable of an earlier cell', () => {
  test('may stand for a property too', async () => {
    await kernel.run("const limit = 5, other = 'x'; let count = 0\nimport { join } from 'path'")
    expect(await value('({ limit, other, n: [{ limit }] })')).toBe(
      "{ limit: 5, other: 'x', n: [ { limit: 5 } ] }",
    )
    expect(await value("const made = { join }; made.join('a', 'b')")).toBe("'a/b'")
  })

  test('is not taken for a parameter or a variable of the same name', async () => {
    const code = '((limit: number) => { const other = 2; return { limit, other } })(9)'
    expect(await value(code)).toBe('{ limit: 9, other: 2 }')
  })

  test('is assigned to by a pattern', async () => {
    await kernel.run('({ count } = { count: 4 })')
    expect(await value('count')).toBe('4')
    await kernel.run('({ count = 7 } = {} as { count?: number })')
    expect(await value('count')).toBe('7')
  })

  test('counts in a loop, and in a function of its own cell', async () => {
    await kernel.run('let total = 0; const add = (n: number) => { total += n }')
    await kernel.run('for (let i = 0; i < 1000; i++) total += i')
    expect(await value('total')).toBe('499500')
  })

  test('can be an import that is imported again, from elsewhere', async () => {
    await kernel.run(
      "import { join, sep as split } from 'path'\nimport * as fs from 'fs'\nimport os from 'os'",
    )
    await kernel.run("import { join } from 'path/posix'\nconst fs = 3")
    expect(await value("[join('a', 'b'), split, fs, typeof os.cpus]")).toBe("[ 'a/b', '/', 3, 'function' ]")
  })
})

describe('after a cell that failed', () => {
  test('what its statements declared before is there; the others are as they were', async () => {
    await kernel.run("const later = 'old'; const gone = 1")
    const { reply } = await kernel.run(
      "const one = 1; class Two { x = 2 }; enum Three { A = 3 }\nimport { basename } from 'path'\nfunction four() { return later }\n" +
        "throw new RangeError('now')\nconst later = 6; const five = 5; class Six {}",
    )
    expect(reply.ename).toBe('RangeError')
    expect(await value("[one, new Two().x, Three.A, basename('a/b'), later.toUpperCase()]")).toBe(
      "[ 1, 2, 3, 'b', 'OLD' ]",
    )
    for (const name of ['five', 'new Six()'])
      expect((await kernel.run(name)).reply.ename).toBe('TypeScriptError')
  })

  test('that waited, too', async () => {
    await kernel.run("const seen = await Promise.resolve(1)\nawait Promise.reject(new Error('no'))")
    expect(await value('seen')).toBe('1')
  })

  test('of which nothing was run, everything is as it was', async () => {
    await kernel.run('const same = 1')
    await kernel.run("const same: number = 'x'")
    expect(await value('same + 1')).toBe('2')
  })
})

describe('running a cell again', () => {
  test.each([
    ['const a = 1; let b = a; a + b', '2'],
    ['class C { x = 1 }; new C().x', '1'],
    ['enum E { A = 4 }; interface I { e: E }; type T = I | null; const t: T = { e: E.A }; t', '{ e: 4 }'],
    ["import { join } from 'path'; join('x')", "'x'"],
    ['namespace N { export const v = 3 }; N.v', '3'],
    ['function f() { return 5 }; f()', '5'],
    ['const { p, q: [r] } = { p: 1, q: [2] }; p + r', '3'],
  ])('works: %j', async (code, shown) => {
    expect(await value(code)).toBe(shown)
    expect(await value(code)).toBe(shown)
  })
})

describe('the last expression', () => {
  test.each([
    ['new Promise((r) => setTimeout(r, 5, 8))', '8'],
    ["(async () => 'waited for')()", "'waited for'"],
    ['Promise.resolve(undefined)', undefined],
  ])('is waited for where it is a promise: %j', async (code, shown) => {
    expect(await value(code)).toBe(shown)
  })

  test('fails the cell where it is rejected, and can be interrupted', async () => {
    expect((await kernel.run("Promise.reject(new RangeError('no'))")).reply.ename).toBe('RangeError')
    const running = kernel.run("console.log('waits'); new Promise(() => {})")
    await kernel.until(() => printed(kernel.everything()).includes('waits'))
    kernel.client.interrupt()
    expect((await running).reply).toMatchObject({ status: 'error', ename: 'Interrupted' })
  })

  test('shows values of ours, and DataFrames, as tables', async () => {
    const { published, reply } = await kernel.run(`
      import { connect, integer, parse, schema, text, toFrame } from 'carnet'
      const kafka = await connect({ replay: ${JSON.stringify('data/students.ndjson')} })
      const batch = await kafka.read('message', { quiet: true })
      const parsed = parse(batch, schema({ nom: text(), age: integer() }))
      toFrame(parsed.rows)`)
    expect(reply).toMatchObject({ status: 'ok' })
    const [frame] = ofType(published, 'execute_result')
    expect((frame?.content.data as Record<string, string>)['text/html']).toContain('<table')
    const again = await kernel.run('parsed')
    expect(Object.keys(ofType(again.published, 'execute_result')[0]?.content.data as object)).toContain(
      'text/html',
    )
  })

  test('shows a DataFrame where carnet was not imported', async () => {
    const other = await Harness.start()
    try {
      const { published } = await other.run(
        "import { DataFrame } from 'danfojs-node'\nnew DataFrame([{ ville: 'Orléans', n: 1 }])",
      )
      const data = ofType(published, 'execute_result')[0]?.content.data as Record<string, string>
      expect(data['text/html']).toContain('Orléans')
    } finally {
      await other.client.stop()
    }
  })
})
