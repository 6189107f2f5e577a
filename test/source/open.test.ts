import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { runningBroker } from '../../src/broker'
import { connect } from '../../src/source/open'

vi.mock('../../src/broker', () => ({ runningBroker: vi.fn(async () => null) }))
const running = vi.mocked(runningBroker)
afterEach(() => {
  running.mockResolvedValue(null)
})

const shipped = join(__dirname, '../../data/students.ndjson')

describe('connect', () => {
  test('replays the capture that is named, whatever else is set', async () => {
    const byVariable = await connect({}, { CARNET_REPLAY: shipped, KAFKA_BROKERS: 'kafka.example:9092' })
    expect(byVariable.label).toBe('replay of the capture students.ndjson')
    const byOption = await connect({ replay: shipped, brokers: 'kafka.example:9092' }, {})
    expect(byOption.kind).toBe('replay')
    await expect(connect({ replay: '/none.kcap' }, {})).rejects.toMatchObject({ code: 'CAPTURE_MISSING' })
  })

  test('takes the cluster of the settings before a local broker', async () => {
    running.mockResolvedValue({ bootstrap: '127.0.0.1:1', clusterId: 'c' })
    const byVariable = await connect({}, { KAFKA_BROKERS: 'kafka.example:9092' })
    expect([byVariable.kind, byVariable.label]).toEqual(['live', 'Kafka at kafka.example:9092'])
    const byOption = await connect({ brokers: ['a.example:1', 'b.example:2'] }, {})
    expect(byOption.label).toBe('Kafka at a.example:1, b.example:2')
    await byVariable.close()
    await byOption.close()
  })

  test('takes the local broker that runs, where nothing is set', async () => {
    running.mockResolvedValue({ bootstrap: '127.0.0.1:39092', clusterId: 'c' })
    const source = await connect({}, {})
    expect([source.kind, source.label]).toEqual(['live', 'the local Apache Kafka at 127.0.0.1:39092'])
    await source.close()
  })

  test('says what to do where there is nothing', async () => {
    await expect(connect({}, {})).rejects.toMatchObject({ code: 'SOURCE_NONE' })
  })
})

describe('connect, with the last capture where the cluster cannot be reached', () => {
  const captures = join(__dirname, '../../data')
  const replay = 'when-unreachable'

  test('uses it only where it must', async () => {
    const named = await connect({ replay, brokers: 'kafka.example:9092' }, {})
    expect([named.kind, named.label]).toEqual(['live', 'Kafka at kafka.example:9092'])
    await named.close()
  })

  test('uses it where the broker does not answer, and says so', async () => {
    const source = await connect({ replay, brokers: '127.0.0.1:1' }, { CARNET_CAPTURES: captures })
    const { provenance } = await source.read('message', { limit: 3, quiet: true })
    expect(provenance).toMatchObject({ origin: 'replay', messages: 3, capture: { file: 'students.ndjson' } })
    await expect(source.read('another', { quiet: true })).rejects.toMatchObject({
      code: 'BROKER_UNREACHABLE',
    })
    await source.close()
  })

  test('uses it where there is no broker to ask, by the variable as well', async () => {
    const source = await connect({}, { CARNET_REPLAY: replay, CARNET_CAPTURES: captures })
    const stream = source.stream('message', { quiet: true })
    for await (const batch of stream) expect(batch.provenance.origin).toBe('replay')
    expect(stream.summary?.records).toBe(10)
    await expect(source.read('another', { quiet: true })).rejects.toMatchObject({ code: 'SOURCE_NONE' })
  })
})

test('the shipped capture holds the ten students', async () => {
  const source = await connect({ replay: shipped }, {})
  expect((await source.checkup('message')).ok).toBe(true)
  const batch = await source.read('message', { quiet: true })
  expect(batch.length).toBe(10)
  expect(batch.summary.notes.join()).not.toContain('The manifest speaks of')
})
