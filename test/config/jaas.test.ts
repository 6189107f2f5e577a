import { describe, expect, test } from 'vitest'
import { parseJaas } from '../../src/config/jaas'

const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule'

describe('parseJaas', () => {
  test('reads the module and its options', () => {
    const jaas = parseJaas(`${PLAIN} required username="alice" password="p w";`)
    expect(jaas?.module).toBe('PlainLoginModule')
    expect([...(jaas?.options ?? [])]).toEqual([
      ['username', 'alice'],
      ['password', 'p w'],
    ])
  })

  test.each([
    [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    ['\'single "quoted"\'', 'single "quoted"'],
    ['bare', 'bare'],
    ['""', ''],
    ['"; = x"', '; = x'],
    ['"é\n"', 'é\n'],
  ])('takes the password %s', (written, meant) => {
    expect(parseJaas(`${PLAIN} required password=${written} ;`)?.options.get('password')).toBe(meant)
  })

  test.each([
    '',
    ';',
    PLAIN,
    `${PLAIN} required`,
    `${PLAIN} required;;`,
    `${PLAIN} maybe username="a";`,
    `${PLAIN} required username "a";`,
    `${PLAIN} required username=;`,
    `${PLAIN} required password="open;`,
  ])('knows no module in %j', (text) => {
    expect(parseJaas(text)).toBeNull()
  })
})
