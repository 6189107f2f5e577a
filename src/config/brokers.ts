import { type Faults } from './faults'
import { type Found } from './settings'

const FORM = 'Write host:port, as in broker.example.com:9092; several are separated by commas.'

/** `host:port` of each broker of the list, duplicates removed. */
export function readBrokers(found: Found, faults: Faults): string[] {
  const brokers = new Set<string>()
  for (const text of found.text.split(/[\s,;]+/).filter(Boolean)) {
    const broker = readBroker(text)
    if (broker.ok) brokers.add(broker.address)
    else faults.add(found.origin, broker.problem, FORM)
  }
  if (!brokers.size && !/[^\s,;]/.test(found.text)) faults.add(found.origin, 'It names no broker.', FORM)
  return [...brokers]
}

type ReadBroker =
  { readonly ok: true; readonly address: string } | { readonly ok: false; readonly problem: string }

function readBroker(text: string): ReadBroker {
  // Java lets a listener's protocol stand before the address.
  const address = text.replace(/^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL):\/\//i, '')
  const fault = (problem: string): ReadBroker => ({
    ok: false,
    problem: `"${withoutLogin(text)}" ${problem}`,
  })
  if (/^[a-z][a-z0-9+._-]*:\/\//i.test(address)) return fault('is a URL, not the address of a broker.')
  if (/[[\]]|:.*:/.test(address))
    return fault('is an IPv6 address or has too many colons; a host name is needed.')
  const [host, port] = address.split(':')
  if (!host) return fault('has no host.')
  if (!/^[\p{L}\p{N}._-]+$/u.test(host)) return fault('has a host with characters that no host name has.')
  if (!port) return fault('has no port.')
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535)
    return fault('has a port that is no number from 1 to 65535.')
  return { ok: true, address: `${host}:${Number(port)}` }
}

/** A URL may carry `user:password@`, which must not be shown. */
const withoutLogin = (text: string): string => text.replace(/\/\/[^/@]*@/, '//')
