import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ansiToHtml } from '../../src/report/ansi'
import { highlight } from '../../src/report/code'
import { escapeHtml } from '../../src/report/escape'
import { findSecret } from '../../src/report/secrets'
import { Secret } from '../../src/secret'

const finds = (secret: string, text: string): boolean =>
  findSecret([new Secret(secret)], [{ place: 'here', name: '', text }]) !== null

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const PASSWORD = `p"<é> &w'rd/+?`

describe('a secret', () => {
  test.each<[string, string]>([
    ['as it is', PASSWORD],
    ['in a longer text', `sasl.password=${PASSWORD};x`],
    ['as base64', base64(PASSWORD)],
    ['as base64 for addresses', Buffer.from(PASSWORD).toString('base64url')],
    ['within base64, aligned by one', base64(`x${PASSWORD}yz`)],
    ['within base64, aligned by two', base64(`user:${PASSWORD}`)],
    ['within base64, aligned by three', base64(`abc${PASSWORD}`)],
    ['in an address', encodeURIComponent(PASSWORD)],
    ['in a form', new URLSearchParams({ p: PASSWORD }).toString()],
    ['in an address, in small letters', encodeURIComponent(PASSWORD).toLowerCase()],
    ['in JSON', JSON.stringify({ p: PASSWORD })],
    ['in JSON for a script', JSON.stringify(PASSWORD).replaceAll('<', '\\u003c').replaceAll('é', '\\u00E9')],
    ['in HTML', escapeHtml(PASSWORD)],
    [
      'in HTML of other escapes',
      PASSWORD.replaceAll('"', '&#x22;').replaceAll("'", '&apos;').replaceAll('é', '&#0233;'),
    ],
    ['in JSON in HTML', escapeHtml(`{"p":"${PASSWORD.replaceAll('"', '\\u0022')}"}`)],
    ['split by tags', [...PASSWORD].map((c) => `<b class="x">${escapeHtml(c)}</b>`).join('')],
    ['split by colours', [...PASSWORD].map((c) => `\u001b[31m${c}\u001b[0m`).join('')],
  ])('is found %s', (_, text) => {
    expect(finds(PASSWORD, text)).toBe(true)
  })

  test('is found in highlighted code and in coloured text', () => {
    expect(finds('new Date(1234)', highlight('const d = new Date(1234)'))).toBe(true)
    expect(finds('red plain', ansiToHtml('\u001b[31mred\u001b[0m plain'))).toBe(true)
  })

  test('is not found where it is not', () => {
    expect(finds(PASSWORD, PASSWORD.slice(1))).toBe(false)
    expect(finds(PASSWORD, PASSWORD.toUpperCase())).toBe(false)
    expect(finds('a.b*c(d', 'axbbc(d')).toBe(false)
    expect(finds(PASSWORD, '')).toBe(false)
  })

  test('is found whatever it is made of, however it is written', () => {
    const forms = [
      (s: string) => s,
      (s: string) => JSON.stringify(s).slice(1, -1),
      (s: string) => encodeURIComponent(s),
      (s: string) => escapeHtml(s),
      (s: string) => base64(`ab${s}cd`),
      (s: string) => JSON.stringify(escapeHtml(s)),
    ]
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'grapheme', minLength: 8, maxLength: 30 })
          .filter((s) => s.trim() === s && !/[\r\n]/.test(s)),
        fc.constantFrom(...forms),
        (secret, form) => finds(secret, `before ${form(secret)} after`),
      ),
    )
  })
})

describe('a short secret', () => {
  test.each([
    ['test', 'a test', true],
    ['test', 'x="test"', true],
    ['test', 'the latest', false],
    ['test', 'tests', false],
    ['test', 'test_1', false],
    ['test', `Basic ${base64('test')}`, true],
    ['test', 'x=dGVzdA', true],
    ['test', 'xdGVzdA==', false],
    ['abc', 'abc', false],
    ['', 'anything', false],
    ['   ', '   ', false],
    ['été!', 'cet été!', true],
  ])('%j in %j: %s', (secret, text, found) => {
    expect(finds(secret, text)).toBe(found)
  })
})

describe('a PEM key', () => {
  const line = (c: string): string => c.repeat(60) + 'x+/Q'
  const key = `-----BEGIN PRIVATE KEY-----\n${line('A')}\n${line('B')}\nshort==\n-----END PRIVATE KEY-----\n`

  test('is found by any of its lines', () => {
    expect(finds(key, key)).toBe(true)
    expect(finds(key, key.replaceAll('\n', '\r\n'))).toBe(true)
    expect(finds(key, JSON.stringify(key))).toBe(true)
    expect(finds(key, base64(key))).toBe(true)
    expect(finds(key, `… ${line('B')} …`)).toBe(true)
  })

  test('is not found by its first and last line, which every key has', () => {
    expect(finds(key, '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----')).toBe(false)
    expect(finds(key, 'short==')).toBe(false)
  })
})

describe('the answer', () => {
  const passages = [
    { place: 'code cell 1', name: 'Read', text: 'nothing' },
    { place: 'code cell 2', name: 'Save 0123456789', text: 'token abcdefghij' },
  ]

  test('names the setting and the place', () => {
    const secrets = [new Secret('not there'), new Secret('abcdefghij', 'KAFKA_SASL_PASSWORD')]
    expect(findSecret(secrets, passages)).toEqual({
      setting: 'KAFKA_SASL_PASSWORD',
      place: 'code cell 2 ("Save 0123456789")',
    })
  })

  test('holds no secret itself', () => {
    const secrets = [new Secret('abcdefghij'), new Secret('0123456789')]
    expect(findSecret(secrets, passages)).toEqual({
      setting: 'secret 1 of 2 of the settings',
      place: 'code cell 2',
    })
  })

  test('is none where there are no secrets', () => {
    expect(findSecret([], passages)).toBeNull()
    expect(findSecret([new Secret('abc')], [{ place: '', name: '', text: 'abc' }])).toBeNull()
  })
})
