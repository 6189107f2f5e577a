import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config'
import { certificateFacts, certificatesIn, signedByGivenCa, userOf } from '../../src/kafka/certificate'

const PEM = `${__dirname}/../config/pem`
const read = (name: string): string => readFileSync(`${PEM}/${name}`, 'utf8')
const brokers = 'b:1'
const pair = { certificate: `${PEM}/service.cert`, privateKey: `${PEM}/service.key` }

test('whether the client certificate is of the authority that is given', () => {
  expect(signedByGivenCa(readConfig({ brokers }, {}))).toBeNull()
  expect(signedByGivenCa(readConfig({ brokers, ca: `${PEM}/ca.pem` }, {}))).toBeNull()
  expect(signedByGivenCa(readConfig({ brokers, ...pair }, {}))).toBeNull()
  expect(signedByGivenCa(readConfig({ brokers, certFolder: PEM }, {}))).toBe(true)
  expect(signedByGivenCa(readConfig({ brokers, ...pair, ca: `${PEM}/service.cert` }, {}))).toBe(false)
  // One of several authorities is enough.
  const both = read('service.cert') + read('ca.pem')
  expect(certificatesIn(both)).toHaveLength(2)
  expect(signedByGivenCa(readConfig({ brokers, ...pair, ca: both }, {}))).toBe(true)
})

test('what is told of the files', () => {
  expect(certificateFacts(readConfig({ brokers }, {}))).toEqual([])
  const facts = certificateFacts(readConfig({ brokers, certFolder: PEM }, {}))
  expect(facts.map((f) => f.name)).toEqual(['ca.pem', 'service.cert', 'service.key'])
  expect(facts[0].detail).toMatch(/^authority .+, valid to \d{4}-\d\d-\d\d$/)
  expect(facts[1].detail).toMatch(/^certificate of .+, valid to \d{4}-\d\d-\d\d$/)
  expect(facts[2].detail).toBe('key of that certificate')
})

test('who the broker sees', () => {
  expect(userOf(readConfig({ brokers }, {}))).toBeNull()
  expect(userOf(readConfig({ brokers, certFolder: PEM }, {}))).toMatch(/^CN=\S+$/)
  const sasl = { mechanism: 'plain', username: 'alice', password: 'x' } as const
  expect(userOf(readConfig({ brokers, sasl, ca: `${PEM}/ca.pem` }, {}))).toBe('alice')
})
