import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { groupStats, toFrame, where } from '../../src/frame'
import { type Parsed } from '../../src/parse/outcome'
import { col } from '../../src/query'
import { toBundle } from '../../src/show'
import { openStore, type Store } from '../../src/store'
import { isSameRun, type RunDiff } from '../../src/store/run-diff'
import { codeOf, temporaryFolder } from './reading'
import { columnOf, parsedOf } from './students'

toFrame(parsedOf())

const folder = temporaryFolder()
let store: Store
beforeEach(() => {
  vi.stubEnv('SOURCE_DATE_EPOCH', '1764000000')
  store = openStore(folder.file())
})
afterEach(() => {
  store.close()
  vi.unstubAllEnvs()
})
afterAll(folder.remove)

const statsOf = (parsed: Parsed, olderThan: number) =>
  groupStats(where(toFrame(parsed), col('age').gt(olderThan)), { by: 'filiere', of: 'age' })

const few = (): Parsed =>
  parsedOf({
    columns: [
      columnOf('filiere', 'text', ['Biologie', 'Biologie', 'Chimie']),
      columnOf('age', 'integer', [23, 26, 21]),
    ],
  })

const save = (parsed: Parsed, olderThan = 0, parameters = {}): string =>
  store.save(parsed, { stats: statsOf(parsed, olderThan), parameters }).run

test('of a run and itself nothing differs', async () => {
  const run = save(parsedOf())
  const diff = store.diff(run, run)
  expect(isSameRun(diff)).toBe(true)
  expect((await toBundle(diff, 'en'))['text/plain']).toContain('✓ Nothing: both runs are the same.')
})

describe('what changed', () => {
  let diff: RunDiff
  beforeEach(() => {
    const before = save(few(), 0, { 'older-than': 0, topic: 'message' })
    const after = save(
      parsedOf({ provenance: { capture: { file: 'a.kcap', sha256: 'cd'.repeat(32) } } }),
      0,
      {
        'older-than': 20,
        topic: 'message',
      },
    )
    diff = store.diff(before, after)
  })

  test('are the inputs that are not the same', () => {
    expect(diff.inputs).toEqual([
      { name: 'capture', before: 'ab'.repeat(32), after: 'cd'.repeat(32) },
      { name: 'parameter older-than', before: '0', after: '20' },
    ])
  })

  test('are offsets and messages', () => {
    expect(diff.offsets).toMatchObject([
      { topic: 'message', partition: 0, before: { from: 0n, to: 3n }, after: { from: 0n, to: 10n } },
    ])
    expect(diff.messages).toEqual([
      { name: 'read', before: 3, after: 10 },
      { name: 'parsed', before: 3, after: 10 },
    ])
    expect(diff.rejects).toEqual([])
  })

  test('are figures, also of groups that one of the runs does not have', () => {
    const of = (group: string, name: string) => diff.figures.find((f) => f.group === group && f.name === name)
    expect(of('Biologie', 'n')).toMatchObject({
      filter: 'age > 0',
      by: 'filiere',
      of: 'age',
      before: 2,
      after: 3,
    })
    expect(of('Biologie', 'mean')).toMatchObject({ before: 24.5, after: 23 })
    expect(of('Chimie', 'mean')).toMatchObject({ before: 21, after: null })
    expect(of('Physique', 'mean')).toMatchObject({ before: null, after: 19 })
    // Chimie has no sample deviation, and Physique is not in the first run.
    expect(of('Chimie', 'sd')).toBeUndefined()
  })

  test('is shown as tables, in French too', async () => {
    const { 'text/plain': text } = await toBundle(diff, 'fr')
    expect(text).toMatch(/Biologie\s+Moyenne \(age\)\s+age > 0\s+24,5\s+23\s+−1,5/)
    expect(text).toMatch(/message\[0\]\s+0–2\s+0–9/)
    expect(text).toMatch(/lus\s+3\s+10\s+\+7/)
  })
})

describe('runs are named', () => {
  test('by how their ids begin, or as the last ones', () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', '1764000001')
    const first = save(few())
    vi.stubEnv('SOURCE_DATE_EPOCH', '1764000002')
    const second = save(parsedOf())
    expect(store.diff('last-1', 'last')).toMatchObject({ before: { id: first }, after: { id: second } })
    expect(store.diff(first.slice(0, 6), second)).toMatchObject({ before: { id: first } })
  })

  test('and refused where there is none, or more than one', () => {
    expect(codeOf(() => store.diff('last', 'last'))).toBe('RUN_UNKNOWN')
    const run = save(few())
    expect(() => store.diff(run, 'last-1')).toThrow(`Name one of ${run}, or last and last-1`)
    expect(codeOf(() => store.diff(run, ''))).toBe('RUN_UNKNOWN')
    expect(codeOf(() => store.diff(run, '%'))).toBe('RUN_UNKNOWN')
  })
})
