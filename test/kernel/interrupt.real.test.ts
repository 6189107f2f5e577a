import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Harness, plain, printed } from './harness'

let kernel: Harness
beforeAll(async () => {
  kernel = await Harness.start()
})
afterAll(() => kernel.client.stop())

const FOR_EVER = "console.log('runs'); for (;;);"
const WAITING = "console.log('runs'); await new Promise((r) => setTimeout(r, 60_000))"

/** Runs a cell that prints `runs` and does not end, and interrupts it. */
async function interrupted(
  code: string,
  how: () => unknown = () => kernel.client.interrupt(),
): Promise<void> {
  const before = printed(kernel.everything()).length
  const running = kernel.run(code)
  await Promise.race([
    running,
    kernel.until(() => printed(kernel.everything()).slice(before).includes('runs')),
    // A loop that prints once keeps its line until it is over.
    new Promise((resolve) => setTimeout(resolve, 1000)),
  ])
  how()
  const { reply } = await running
  expect(reply).toMatchObject({ status: 'error', ename: 'Interrupted' })
  expect(plain(reply)).toBe('The cell was interrupted.')
}

const stillAlive = async (): Promise<void> => {
  expect(printed((await kernel.run("console.log('alive')")).published)).toBe('alive\n')
}

describe('an interrupt', () => {
  test('stops a loop that never yields, twice', async () => {
    await interrupted(FOR_EVER)
    await interrupted(FOR_EVER)
    await stillAlive()
  })

  test('stops a wait, twice', async () => {
    await interrupted(WAITING)
    await interrupted(WAITING)
    await stillAlive()
  })

  test('stops both after cells and libraries listen to SIGINT, and tells them', async () => {
    await kernel.run(
      "let told = 0; process.on('SIGINT', () => { console.log('told', ++told) }); process.once('SIGINT', () => {})",
    )
    await interrupted(FOR_EVER)
    await interrupted(WAITING)
    await interrupted(FOR_EVER)
    const { published } = await kernel.run('console.log(told)')
    expect(printed(published)).toBe('3\n')
  })

  test('is the event carnet:interrupt', async () => {
    await kernel.run(
      "let heard = 0; const hear = () => { heard++ }; process.on('carnet:interrupt' as 'exit', hear)",
    )
    await interrupted(WAITING)
    await kernel.run("process.off('carnet:interrupt' as 'exit', hear)")
    await interrupted(WAITING)
    expect(printed((await kernel.run('console.log(heard)')).published)).toBe('1\n')
  })

  test('still works after a cell removed all listeners', async () => {
    await kernel.run("process.removeAllListeners('SIGINT')")
    await interrupted(WAITING)
    await interrupted(FOR_EVER)
    await stillAlive()
  })

  test('comes as a message too', async () => {
    await interrupted(WAITING, () => kernel.client.request('interrupt_request', {}, 'control'))
    await stillAlive()
  })

  test('aborts the cells queued behind', async () => {
    const running = kernel.run(WAITING)
    const queued = kernel.run('1')
    setTimeout(() => kernel.client.interrupt(), 200)
    expect((await running).reply.status).toBe('error')
    expect((await queued).reply).toEqual({ status: 'aborted' })
  })

  test('while nothing runs is no trouble', async () => {
    kernel.client.interrupt()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await stillAlive()
  })
})
