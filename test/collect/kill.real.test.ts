import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testFolder } from '../support/folders'
import { kafkaMissing } from '../support/kafka'
import { type Proving, startProving } from './proof/broker'
import { killRun } from './proof/kills'

const missing = await kafkaMissing()

// The same with 200 kills: npm run kill.
describe.skipIf(missing)(`a collection that is killed${missing ? ` (${missing})` : ''}`, () => {
  let kafka: Proving
  beforeAll(async () => {
    kafka = await startProving()
  })
  afterAll(() => kafka?.end())

  test.each([
    { seed: 1, kills: 22, messages: 60_000, raw: false },
    { seed: 2, kills: 10, messages: 20_000, raw: true },
  ])(
    '$kills times (seed $seed, raw messages kept: $raw): nothing is lost, nothing is there twice',
    async ({ seed, kills, messages, raw }) => {
      const lines: string[] = []
      const report = await killRun({
        ...kafka,
        topic: `killed-${seed}`,
        file: join(testFolder(), 'killed.db'),
        messages,
        kills,
        partitions: 3,
        raw,
        seed,
        say: (line) => lines.push(line),
      })
      expect(report).toMatchObject({ faults: [], lost: 0, surplus: 0 })
      expect(report.messages).toBeGreaterThanOrEqual(messages)
      expect(Object.values(report.kills).reduce((a, b) => a + b, 0)).toBe(kills)
    },
    300_000,
  )
})
