import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Harness, ofType, root } from './harness'

let kernel: Harness
beforeAll(async () => {
  kernel = await Harness.start()
})
afterAll(() => kernel.client.stop())

describe('the kernel answers', () => {
  test('who it is', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(await kernel.ask('kernel_info_request', {})).toMatchObject({
      status: 'ok',
      implementation: 'carnet',
      implementation_version: version,
      language_info: { name: 'typescript', version: '5.0.4', file_extension: '.ts' },
    })
  })

  test('what JupyterLab asks when it opens a notebook', async () => {
    expect(await kernel.ask('history_request', { hist_access_type: 'tail' })).toEqual({
      status: 'ok',
      history: [],
    })
    expect(await kernel.ask('comm_info_request', {})).toEqual({ status: 'ok', comms: {} })
  })

  test('on the control channel too', async () => {
    expect(await kernel.ask('kernel_info_request', {}, 'control')).toMatchObject({ status: 'ok' })
  })

  test('with a session of its own', async () => {
    const { published } = await kernel.run('1')
    const sessions = new Set(published.map((m) => m.header.session))
    expect(sessions.size).toBe(1)
    expect(sessions.has(published[0]?.parent?.session ?? '')).toBe(false)
  })

  test('a comm with its end, since it has none', async () => {
    void kernel.client.request('comm_open', { comm_id: 'x1', target_name: 'jupyter.widget', data: {} })
    await kernel.until(() => ofType(kernel.everything(), 'comm_close').length > 0)
    expect(ofType(kernel.everything(), 'comm_close')[0]?.content).toEqual({ comm_id: 'x1', data: {} })
  })

  test.each(['debug_request', 'constructor', '__proto__', ''])(
    'an unknown %j with busy and idle, and no word in a cell',
    async (type) => {
      const before = kernel.everything().length
      void kernel.client.request(type, {})
      await kernel.until(() => kernel.everything().length >= before + 2)
      const states = kernel.everything().slice(before)
      expect(states.map((m) => m.content.execution_state)).toEqual(['busy', 'idle'])
    },
  )

  test('completions, counted in characters whatever stands before', async () => {
    await kernel.run('const studentNames = ["a"]')
    const code = "const smile = '😀'; studentNa"
    expect(await kernel.ask('complete_request', { code, cursor_pos: [...code].length })).toMatchObject({
      status: 'ok',
      matches: ['studentNames'],
      cursor_start: [...code].length - 'studentNa'.length,
      cursor_end: [...code].length,
    })
  })

  test('the type of a name', async () => {
    const answer = await kernel.ask('inspect_request', {
      code: 'studentNames',
      cursor_pos: 3,
      detail_level: 0,
    })
    expect(answer).toMatchObject({ status: 'ok', found: true })
    expect((answer.data as Record<string, string>)['text/plain']).toContain('studentNames: string[]')
    expect(await kernel.ask('inspect_request', { code: '', cursor_pos: 0 })).toMatchObject({
      found: false,
      data: {},
    })
  })

  test.each([
    ['const a = 1', 'complete'],
    ['function f() {', 'incomplete'],
  ])('whether %j is complete', async (code, status) => {
    expect(await kernel.ask('is_complete_request', { code })).toMatchObject({ status })
  })

  test('questions while a cell waits, and says again that it is busy', async () => {
    const running = kernel.run('await new Promise((r) => setTimeout(r, 400))')
    await kernel.until(
      () =>
        ofType(kernel.everything(), 'execute_input').at(-1)?.content.code?.toString().includes('400') ??
        false,
    )
    expect(await kernel.ask('complete_request', { code: 'studentN', cursor_pos: 8 })).toMatchObject({
      status: 'ok',
    })
    const { request } = await running
    const states = ofType(kernel.everything(), 'status').slice(-4)
    expect(states.map((m) => [m.content.execution_state, m.parent?.msg_id === request])).toEqual([
      ['busy', false],
      ['idle', false],
      ['busy', true],
      ['idle', true],
    ])
  })
})

describe('cells queued behind one that fails', () => {
  test('are aborted, without a count; what comes later runs', async () => {
    const failing = kernel.run("await new Promise((r) => setTimeout(r, 100)); throw new Error('first')")
    const queued = [kernel.run('1'), kernel.run('2')]
    const { reply } = await failing
    expect(reply.status).toBe('error')
    for (const answer of await Promise.all(queued)) {
      expect(answer.reply).toEqual({ status: 'aborted' })
      expect(answer.published.map((m) => m.header.msg_type)).toEqual(['status', 'status'])
    }
    expect((await kernel.run('3')).reply).toMatchObject({
      status: 'ok',
      execution_count: (reply.execution_count as number) + 1,
    })
  })

  test('are aborted when the failing one never yielded', async () => {
    const failing = kernel.run(
      "const until = Date.now() + 300; while (Date.now() < until);\nthrow new Error('busy')",
    )
    const queued = kernel.run('1')
    expect((await failing).reply.status).toBe('error')
    expect((await queued).reply.status).toBe('aborted')
  })

  test('run if the failing one says so', async () => {
    const failing = kernel.client.request('execute_request', {
      code: "await new Promise((r) => setTimeout(r, 100)); throw new Error('goes on')",
      silent: false,
      store_history: true,
      stop_on_error: false,
    })
    const queued = kernel.run('1')
    expect((await failing)?.content.status).toBe('error')
    expect((await queued).reply.status).toBe('ok')
  })
})
