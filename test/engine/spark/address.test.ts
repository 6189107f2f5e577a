import { describe, expect, test } from 'vitest'
import { parseAddress, serverOf } from '../../../src/engine/spark/client/address'
import { errorOf } from '../../support/codes'

describe('an address', () => {
  test.each([
    ['sc://localhost', { host: 'localhost', port: 15002, tls: false, token: null }],
    ['sc://127.0.0.1:15003/', { host: '127.0.0.1', port: 15003, tls: false }],
    ['sc://[::1]:15003', { host: '::1', port: 15003, tls: false }],
    ['sc://spark.example.com/;use_ssl=true', { host: 'spark.example.com', port: 15002, tls: true }],
    [
      'sc://h:1/;user_id=a%20b;x-trace=1;use_ssl=false',
      { userId: 'a b', headers: { 'x-trace': '1' }, tls: false },
    ],
    ['  sc://h:65535/;  '.trim(), { host: 'h', port: 65535 }],
    ['sc://h/;constructor=x;__proto__=y', { headers: { constructor: 'x' } }],
  ])('%s is read', (text, expected) => {
    expect(parseAddress(text)).toMatchObject(expected)
  })

  test.each([
    ['http://h:15002', 'it does not begin with sc://'],
    ['', 'it does not begin with sc://'],
    ['sc://', 'it is not of the form'],
    ['sc://h:15002;token=a', 'its parameters come after /;'],
    ['sc://h/path', 'it is not of the form'],
    ['sc://h:0', 'there is no port 0'],
    ['sc://h:65536', 'there is no port 65536'],
    ['sc://h/;use_ssl=yes', 'use_ssl is yes'],
    ['sc://h/;novalue', 'each parameter is name=value'],
    ['sc://h/;=x', 'each parameter is name=value'],
    ['sc://h/;a b=x', 'the name of a parameter'],
    ['sc://h/;token=%zz', 'a % that begins no code'],
    ['sc://h/;token=é', 'characters that no header can carry'],
  ])('%s is refused: %s', (text, reason) => {
    const error = errorOf(() => parseAddress(text))
    expect(error.code).toBe('SPARK_ADDRESS_INVALID')
    expect(error.what).toContain(reason)
  })

  test('is told without its parameters, one of which may be a secret', () => {
    for (const text of [
      'sc://h:15002;token=hush-1',
      'sc://u:hush-1@h/;x',
      'sc://h/;token=hush-1;a b=1',
      'sc://h/;token=hush-1%',
    ])
      expect(JSON.stringify(errorOf(() => parseAddress(text)))).not.toContain('hush-1')
    expect(errorOf(() => parseAddress('sc://h:15002;token=x')).details).toMatchObject({
      address: 'sc://h:15002…',
    })
    expect(errorOf(() => parseAddress('')).details).toMatchObject({ address: 'An empty text' })
  })

  test('of IPv6 is written with brackets', () => {
    expect(serverOf(parseAddress('sc://[::1]'))).toBe('[::1]:15002')
    expect(serverOf(parseAddress('sc://h:1'))).toBe('h:1')
  })
})

describe('a token', () => {
  test('goes over TLS, except to this machine', () => {
    expect(parseAddress('sc://spark.example.com/;token=t')).toMatchObject({ token: 't', tls: true })
    expect(parseAddress('sc://127.0.0.1/;token=t')).toMatchObject({ token: 't', tls: false })
    expect(parseAddress('sc://localhost/;token=t;use_ssl=true')).toMatchObject({ token: 't', tls: true })
    // No part of 127.0.0.0/8, whatever its name begins with.
    expect(parseAddress('sc://127.0.0.1.example.com/;token=t')).toMatchObject({ tls: true })
  })

  test('is not sent in clear to another machine, even when asked to', () => {
    const error = errorOf(() => parseAddress('sc://spark.example.com/;token=hush-1;use_ssl=false'))
    expect(error.code).toBe('SPARK_TOKEN_IN_CLEAR')
    expect(error.message).not.toContain('hush-1')
  })

  test('of the environment is taken where the address has none', () => {
    expect(parseAddress('sc://h', 'e')).toMatchObject({ token: 'e', tls: true })
    expect(parseAddress('sc://h/;token=a', 'e')).toMatchObject({ token: 'a' })
    expect(parseAddress('sc://h/;token=', '')).toMatchObject({ token: null, tls: false })
  })
})
