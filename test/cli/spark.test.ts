import { beforeEach, expect, test, vi } from 'vitest'
import { sparkStart, sparkStatus, sparkStop } from '../../src/cli/spark'
import { Secret } from '../../src/secret'
import * as spark from '../../src/spark'

vi.mock('../../src/spark')

const running: spark.LocalSpark = {
  address: 'sc://127.0.0.1:15002',
  token: new Secret('hush-1'),
  version: '4.2.0',
  workers: 2,
  masterPage: 8080,
  processes: [{ role: 'server', pid: 7 }],
  folder: '/p/.carnet/spark',
}

/** A terminal whose output is kept. */
function terminal() {
  const written = { out: '', err: '' }
  const stream = (name: 'out' | 'err') =>
    ({ write: (text: string) => ((written[name] += text), true) }) as unknown as NodeJS.WritableStream
  return { written, terminal: { out: stream('out'), err: stream('err') } }
}
const signal = new AbortController().signal

beforeEach(() => {
  vi.resetAllMocks()
  vi.mocked(spark.firstFetch).mockReturnValue(null)
  vi.mocked(spark.startSparkDaemon).mockResolvedValue(running)
})

test('start says what is fetched before it starts, and then where it runs', async () => {
  const { written, terminal: t } = terminal()
  vi.mocked(spark.firstFetch).mockReturnValue('Apache Spark is fetched: 450 MB.')
  expect(await sparkStart({ workers: '2', port: '15003', memory: '2g' }, t, signal)).toBe(0)
  expect(spark.startSparkDaemon).toHaveBeenCalledWith(
    expect.objectContaining({ workers: 2, port: 15003, heapMb: 2048, signal }),
  )
  expect(written.out).toMatch(/^Apache Spark is fetched: 450 MB\.\n✓ Spark/)
  expect(written.out).toContain('Spark 4.2.0 with 2 workers runs at sc://127.0.0.1:15002')
  expect(written.out).not.toContain('hush-1')
})

test('start takes no flags that are no numbers', async () => {
  for (const flags of [
    { workers: 'two' },
    { port: '0' },
    { port: '-1' },
    { memory: 'lots' },
    { memory: '1.5g' },
  ])
    await expect(sparkStart(flags, terminal().terminal, signal)).rejects.toMatchObject({
      code: 'FLAG_INVALID',
    })
  expect(spark.startSparkDaemon).not.toHaveBeenCalled()
})

test('--json is the result alone, without the token', async () => {
  const { written, terminal: t } = terminal()
  await sparkStart({ json: true }, t, signal)
  const { token, ...facts } = running
  expect(token.reveal()).toBe('hush-1')
  expect(JSON.parse(written.out)).toEqual({ running: true, ...facts })
  expect(written.out + written.err).not.toContain('hush-1')
})

test('status and stop say by their exit code whether there is one', async () => {
  const { written, terminal: t } = terminal()
  vi.mocked(spark.runningSpark).mockResolvedValueOnce(running).mockResolvedValueOnce(null)
  vi.mocked(spark.stopSparkDaemon).mockResolvedValueOnce(true).mockResolvedValueOnce(false)
  expect(await sparkStatus({}, t)).toBe(0)
  expect(await sparkStop({}, t)).toBe(0)
  expect(await sparkStop({ json: true }, t)).toBe(1)
  expect(await sparkStatus({ json: true }, t)).toBe(1)
  const lines = written.out.trim().split('\n')
  expect(lines.slice(-3)).toEqual(['Spark was stopped.', '{"stopped":false}', '{"running":false}'])
})
