import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { execute } from '../../../src/engine/spark/client/execute'
import { type ExecutePlanResponse } from '../../../src/engine/spark/client/messages'
import { type Wire } from '../../../src/engine/spark/client/wire'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const response = (responseId: string, more: object = {}): ExecutePlanResponse => ({
  serverSideSessionId: 's',
  operationId: 'o',
  responseId,
  ...more,
})

/** A server whose streams give what they are told, and then nothing, for ever. */
function wireOf(streams: readonly ExecutePlanResponse[][], check: () => Promise<object> = async () => ({})) {
  const left = [...streams]
  const said = { cancelled: 0, methods: [] as string[] }
  const stream = (method: string) => {
    said.methods.push(method)
    const responses = left.shift() ?? []
    const iterate = async function* () {
      yield* responses
      await new Promise(() => {})
    }
    return { cancel: () => said.cancelled++, [Symbol.asyncIterator]: iterate }
  }
  const wire = {
    options: { patienceMs: 1000 },
    stream,
    call: check,
    seen: () => {},
    release: () => {},
    abandon: () => {},
  }
  return { said, wire: wire as unknown as Wire }
}
const plan = { root: { sql: { query: 'SELECT 1' } } }

test('a stream that falls silent is left for another one, where the server still answers', async () => {
  const { said, wire } = wireOf([[response('1')], [response('2'), response('3', { resultComplete: {} })]])
  const responses = execute(wire, plan)
  expect((await responses.next()).value).toMatchObject({ responseId: '1' })
  const next = responses.next()
  await vi.advanceTimersByTimeAsync(59_000)
  expect(said.methods).toEqual(['ExecutePlan'])
  await vi.advanceTimersByTimeAsync(2000)
  expect((await next).value).toMatchObject({ responseId: '2' })
  expect(said.methods).toEqual(['ExecutePlan', 'ReattachExecute'])
  expect(said.cancelled).toBe(1)
  expect((await responses.next()).done).toBe(true)
})

test('it is an error where the server does not answer either', async () => {
  const { wire } = wireOf([[]], () => Promise.reject(new Error('gone')))
  const next = execute(wire, plan).next()
  const failed = expect(next).rejects.toThrow('gone')
  await vi.advanceTimersByTimeAsync(61_000)
  await failed
})

test('a reader who takes his time is no silence', async () => {
  const { said, wire } = wireOf([[response('1'), response('2', { resultComplete: {} })]])
  const responses = execute(wire, plan)
  await responses.next()
  await vi.advanceTimersByTimeAsync(600_000)
  expect((await responses.next()).done).toBe(true)
  expect(said.methods).toEqual(['ExecutePlan'])
})
