import { isIPv6 } from 'node:net'
import { type Faults } from './faults'
import { type SecurityProtocol } from './options'
import { type Found } from './settings'

const FORM = 'Write host:port, as in broker.example.com:9092; several are separated by commas.'

/** What the scheme of a broker's URL says of the protocol: Java's listener form says all of it, Heroku's that there is TLS. */
const SCHEMES: Readonly<Record<string, SecurityProtocol | 'TLS' | null>> = {
  plaintext: 'PLAINTEXT',
  ssl: 'SSL',
  sasl_plaintext: 'SASL_PLAINTEXT',
  sasl_ssl: 'SASL_SSL',
  'kafka+ssl': 'TLS',
  kafka: null,
}

export interface Brokers {
  /** `host:port` of each broker of the list, duplicates removed. */
  readonly addresses: readonly string[]
  /** What their schemes say; null where they say nothing. */
  readonly protocol: SecurityProtocol | 'TLS' | null
}

export function readBrokers(found: Found, faults: Faults): Brokers {
  const brokers: { address: string; protocol: Brokers['protocol'] }[] = []
  for (const text of found.text.split(/[\s,;]+/).filter(Boolean)) {
    const broker = readBroker(text)
    if (broker.ok) brokers.push(broker)
    else faults.add(found.origin, broker.problem, FORM)
  }
  if (!brokers.length && !/[^\s,;]/.test(found.text)) faults.add(found.origin, 'It names no broker.', FORM)
  const [protocol = null, ...others] = new Set(brokers.map((b) => b.protocol))
  if (others.length)
    faults.add(
      found.origin,
      'Its brokers are written with different protocols.',
      'Write all of them with the same one, or without.',
    )
  return { addresses: [...new Set(brokers.map((b) => b.address))], protocol }
}

type ReadBroker =
  | { readonly ok: true; readonly address: string; readonly protocol: Brokers['protocol'] }
  | { readonly ok: false; readonly problem: string }

function readBroker(text: string): ReadBroker {
  const [, scheme, rest] = /^(?:([a-z][a-z0-9+._-]*):\/\/)?([^]*)$/i.exec(text) as unknown as [
    string,
    string?,
    string?,
  ]
  const fault = (problem: string): ReadBroker => ({
    ok: false,
    problem: `"${withoutLogin(text)}" ${problem}`,
  })
  if (scheme !== undefined && !Object.hasOwn(SCHEMES, scheme.toLowerCase()))
    return fault('is a URL, not the address of a broker.')
  // A URL may end with a slash; a login in it is none that Kafka knows.
  const { host, port } = addressParts((rest ?? '').replace(/\/$/, ''))
  if (host === null) return fault('has too many colons; an IPv6 address is written in brackets, [::1]:9092.')
  if (!host) return fault('has no host.')
  if (host.startsWith('[') ? !isIPv6(host.slice(1, -1)) : !/^[\p{L}\p{N}._-]+$/u.test(host))
    return fault('has a host with characters that no host name has.')
  if (!port) return fault('has no port.')
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535)
    return fault('has a port that is no number from 1 to 65535.')
  const protocol = scheme === undefined ? null : SCHEMES[scheme.toLowerCase()]
  return { ok: true, address: `${host}:${Number(port)}`, protocol }
}

/** An IPv6 host keeps its brackets; null where there is more than one colon outside of them. */
function addressParts(address: string): { host: string | null; port: string | undefined } {
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::([^:]*))?$/.exec(address)
  return match ? { host: match[1], port: match[2] } : { host: null, port: undefined }
}

/** An address may carry `user:password@`, which must not be shown. */
const withoutLogin = (text: string): string => text.replace(/(^|\/\/)[^/@]*@/, '$1')
