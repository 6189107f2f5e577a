import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Harness, ofType, printed } from './harness'

let kernel: Harness
beforeAll(async () => {
  kernel = await Harness.start()
})
afterAll(() => kernel.client.stop())

const numbers = (n: number): string => Array.from({ length: n }, (_, i) => `${i}\n`).join('')

describe('what a cell prints', () => {
  test('100,000 lines at once arrive', async () => {
    const { published } = await kernel.run(
      "console.log(Array.from({ length: 100_000 }, (_, i) => i).join('\\n'))",
    )
    expect(printed(published)).toBe(numbers(100_000))
  })

  test('30,000 separate lines arrive, in few messages: a server drops what is above a thousand a second', async () => {
    const { published } = await kernel.run('for (let i = 0; i < 30_000; i++) console.log(i)')
    expect(printed(published)).toBe(numbers(30_000))
    expect(ofType(published, 'stream').length).toBeLessThan(500)
  })

  test('5,000 displays in one turn arrive in order', async () => {
    const { published } = await kernel.run(
      "import { display } from 'tslab'\nfor (let i = 0; i < 5000; i++) display.text(String(i))",
    )
    const shown = ofType(published, 'display_data').map(
      (m) => (m.content.data as Record<string, string>)['text/plain'],
    )
    expect(shown).toEqual(Array.from({ length: 5000 }, (_, i) => String(i)))
  })

  test('keeps its order between both streams and displays', async () => {
    const { published } = await kernel.run(
      "console.log('a'); console.error('b'); display.text('c'); console.log('d')",
    )
    const order = published
      .filter((m) => ['stream', 'display_data'].includes(m.header.msg_type))
      .map((m) => (m.header.msg_type === 'stream' ? m.content.name : 'display'))
    expect(order).toEqual(['stdout', 'stderr', 'display', 'stdout'])
  })

  test('a character that comes in two pieces stays whole', async () => {
    const { published } = await kernel.run(
      "const bytes = Buffer.from('è€')\nprocess.stdout.write(bytes.subarray(0, 1)); process.stdout.write(bytes.subarray(1)); process.stdout.write('4f4b', 'hex')",
    )
    expect(printed(published)).toBe('è€OK')
  })

  test('an empty text and a callback are no trouble', async () => {
    const { published } = await kernel.run(
      "process.stdout.write('')\nawait new Promise<void>((done) => process.stdout.write('x', () => done()))",
    )
    expect(printed(published)).toBe('x')
  })

  test('a loop that never yields is seen while it runs', async () => {
    let ended = false
    const running = kernel
      .run(
        'const until = Date.now() + 1500; let next = 0\n' +
          "while (Date.now() < until) if (Date.now() > next) { console.log('more'); next = Date.now() + 50 }",
      )
      .finally(() => (ended = true))
    await kernel.until(() => printed(kernel.everything()).includes('more\nmore\n'))
    expect(ended).toBe(false)
    expect((await running).reply.status).toBe('ok')
  })

  test('later output goes to the cell that started it', async () => {
    const first = await kernel.run(
      "setTimeout(() => { console.log('late'); display.text('late too') }, 30); 0",
    )
    const second = await kernel.run('await new Promise((r) => setTimeout(r, 100))')
    expect(printed(second.published)).toBe('')
    expect(ofType(second.published, 'display_data')).toEqual([])
    expect(printed(kernel.about(first.request))).toBe('late\n')
    expect(ofType(kernel.about(first.request), 'display_data')).toHaveLength(1)
  })

  test('a display that is updated keeps its id, from another cell too', async () => {
    const first = await kernel.run(
      "import { newDisplay } from 'tslab'\nconst bar = newDisplay()\nbar.text('1')",
    )
    const second = await kernel.run("bar.html('<b>2</b>')")
    const id = ofType(first.published, 'display_data')[0]?.content.transient
    const update = ofType(second.published, 'update_display_data')[0]?.content
    expect(id).toEqual({ display_id: expect.any(String) as string })
    expect(update).toMatchObject({ data: { 'text/html': '<b>2</b>' }, transient: id })
  })
})

describe('the value of the last expression', () => {
  const value = async (code: string): Promise<unknown> =>
    ofType((await kernel.run(code)).published, 'execute_result')[0]?.content.data

  test.each([
    ['1 + 1', '2'],
    ["'text'", "'text'"],
    ['({ constructor: 1, a: [undefined, NaN] })', '{ constructor: 1, a: [ undefined, NaN ] }'],
    ['await Promise.resolve(3)', '3'],
  ])('%s shows %s', async (code, shown) => {
    expect(await value(code)).toEqual({ 'text/plain': shown })
  })

  test.each(['null', 'undefined', 'const declared = 1', ''])('%j shows nothing', async (code) => {
    expect(await value(code)).toBeUndefined()
  })

  test.each(['() => bundle', 'async () => bundle'])(
    'a value says itself what is shown of it: %s',
    async (hook) => {
      const bundle = { 'text/plain': 'é', 'text/html': '<i>é</i>' }
      const code = `const bundle = ${JSON.stringify(bundle)}\n;({ [Symbol.for('Jupyter.display')]: ${hook} })`
      expect(await value(code)).toEqual(bundle)
    },
  )

  test('an error in that is an error of the cell', async () => {
    const { reply } = await kernel.run(
      "({ [Symbol.for('Jupyter.display')]: () => { throw new RangeError('too much to show') } })",
    )
    expect(reply).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'too much to show' })
  })
})

describe('execution', () => {
  test('is counted, announced and framed by busy and idle', async () => {
    const first = await kernel.run('1')
    const second = await kernel.run('2')
    const count = first.reply.execution_count as number
    expect(second.reply).toMatchObject({ status: 'ok', execution_count: count + 1 })
    expect(
      second.published.map((m) => [
        m.header.msg_type,
        m.content.execution_state ?? m.content.execution_count,
      ]),
    ).toEqual([
      ['status', 'busy'],
      ['execute_input', count + 1],
      ['execute_result', count + 1],
      ['status', 'idle'],
    ])
  })

  test('that is silent counts nothing and shows nothing', async () => {
    const before = await kernel.run('1')
    const { reply, published } = await kernel.run('globalThis.silently = 1; 5', { silent: true })
    expect(reply).toMatchObject({ status: 'ok', execution_count: before.reply.execution_count })
    expect(published.map((m) => m.header.msg_type)).toEqual(['status', 'status'])
    expect((await kernel.run('silently')).reply.status).toBe('error')
  })

  test.each([
    'const q = await (new Promise<number>((r) => setTimeout(() => r(7), 1)))\nconsole.log(q)',
    'await (async () => console.log(7))()',
    "const text = 'await (nothing)'; console.log(text.length - 8)",
  ])('takes await with a parenthesis: %j', async (code) => {
    expect(printed((await kernel.run(code)).published)).toBe('7\n')
  })

  test('declares anew what was declared, with another type', async () => {
    await kernel.run('const again = 1; class Again { a = 1 }; enum E { A }')
    const { published } = await kernel.run(
      "const again = 'text'; class Again { b = 2 }; enum E { B }\nconsole.log(again.length, new Again().b, E.B)",
    )
    expect(printed(published)).toBe('4 2 0\n')
  })

  test('carries names that are those of prototypes', async () => {
    await kernel.run('const toString = 1; const constructor = 2; const hasOwnProperty = 3')
    expect(
      printed((await kernel.run('console.log(toString + constructor + hasOwnProperty)')).published),
    ).toBe('6\n')
  })
})
