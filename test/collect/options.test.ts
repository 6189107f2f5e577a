import { describe, expect, test } from 'vitest'
import { collect, type CollectOptions } from '../../src/collect'
import { checkedCollect } from '../../src/collect/options'
import { retainFlag } from '../../src/cli/retain-flag'
import { students } from '../../src/parse/students'
import { FakeTopic } from './fake-topic'
import { tempStore } from './support'

const wrong = (options: unknown): unknown => {
  try {
    return checkedCollect(options as CollectOptions)
  } catch (e) {
    const { code, details } = e as { code: string; details: { option: string; value?: string } }
    return [code, details.option, details.value]
  }
}

describe('the options of collect', () => {
  test('have defaults', () => {
    expect(checkedCollect({})).toEqual({
      follow: false,
      from: 'beginning',
      raw: false,
      retention: null,
      parse: {},
      pollMs: 1000,
      seconds: Infinity,
      limit: Infinity,
      signal: undefined,
      onProgress: undefined,
      quiet: false,
      parameters: {},
    })
    expect(checkedCollect({ raw: { maxAge: 60, maxBytes: 5 } })).toMatchObject({
      raw: true,
      retention: { maxAge: 60_000, maxBytes: 5 },
    })
    expect(checkedCollect({ raw: true })).toMatchObject({ raw: true, retention: null })
  })

  test.each<[unknown, string, string]>([
    [null, 'options', 'null'],
    [[], 'options', '[]'],
    [{ follow: 1 }, 'follow', '1'],
    [{ quiet: 'no' }, 'quiet', '"no"'],
    [{ poll: 0 }, 'poll', '0'],
    [{ poll: NaN }, 'poll', 'NaN'],
    [{ seconds: -1 }, 'seconds', '-1'],
    [{ limit: 0 }, 'limit', '0'],
    [{ limit: 1.5 }, 'limit', '1.5'],
    [{ limit: 5n }, 'limit', '5n'],
    [{ from: 'start' }, 'from', '"start"'],
    [{ from: { time: 'yesterday' } }, 'from', '{"time":"yesterday"}'],
    [{ from: { offset: 3 } }, 'from', '{"offset":3}'],
    [{ raw: {} }, 'raw', '{}'],
    [{ raw: { maxAge: NaN } }, 'raw', '{"maxAge":null}'],
    [{ raw: { maxage: 1 } }, 'raw', '{"maxage":1}'],
    [{ raw: 'all' }, 'raw', '"all"'],
    [{ signal: {} }, 'signal', '{}'],
    [{ onProgress: true }, 'onProgress', 'true'],
    [{ parameters: [] }, 'parameters', '[]'],
    [{ parse: true }, 'parse', 'true'],
    [{ parse: { mode: 'strict' } }, 'parse.mode', '"strict"'],
    [{ parse: { maxRejectShare: 0.1 } }, 'parse.maxRejectShare', '0.1'],
  ])('%o is refused', (options, option, value) => {
    expect(wrong(options)).toEqual(['COLLECT_OPTION_INVALID', option, value])
  })

  test('a name that is none is told with the nearest', () => {
    expect(wrong({ folow: true })).toEqual(['COLLECT_OPTION_UNKNOWN', 'folow', undefined])
    expect(wrong({ constructor: 1 })).toEqual(['COLLECT_OPTION_UNKNOWN', 'constructor', undefined])
    expect(wrong({ parse: { csvheader: ['a'] } })).toEqual(['PARSE_OPTION_INVALID', 'csvheader', undefined])
  })

  test('are looked at before anything begins', () => {
    const topic = new FakeTopic('message')
    expect(() => collect(topic, 'message', students, tempStore(), { limit: -1 })).toThrow('limit')
    expect(topic.looks).toBe(0)
  })
})

describe('--retain', () => {
  test('takes ages and sizes', () => {
    expect(retainFlag(['7d'])).toEqual({ maxAge: 604_800 })
    expect(retainFlag(['90s', '1.5GB'])).toEqual({ maxAge: 90, maxBytes: 1.5e9 })
    expect(retainFlag(['500MB', '12h'])).toEqual({ maxAge: 43_200, maxBytes: 500e6 })
    expect(retainFlag(['2w'])).toEqual({ maxAge: 1_209_600 })
  })

  test.each([['7'], ['d'], ['7 days'], ['-1d'], ['7constructor'], ['7toString'], ['']])(
    'refuses %j',
    (text) => {
      expect(() => retainFlag([text])).toThrow('--retain')
    },
  )

  test('refuses two of one kind', () => {
    expect(() => retainFlag(['7d', '12h'])).toThrow('12h')
  })
})
