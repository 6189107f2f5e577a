import { Secret } from '../secret'
import { type SchemaRegistry } from './config'
import { type Faults } from './faults'
import { missingSetting } from './missing'
import { type Found, type FoundSettings } from './settings'
import { readAuthorities } from './tls'

const FORM = 'Write https://registry.example.com, with its port where it has one.'

/** The schema registry of the settings; null where there is none, or a fault. */
export function readRegistry(found: FoundSettings, faults: Faults): SchemaRegistry | null {
  const { registryUrl, registryUsername, registryPassword, registryCa } = found
  if (!registryUrl) {
    const alone = registryUsername ?? registryPassword ?? registryCa
    if (alone)
      faults.add(
        alone.origin,
        'It is of a schema registry, and none is named.',
        `Set ${missingSetting(found, 'registryUrl', ['registryUsername', 'registryPassword', 'registryCa']).name} to its URL.`,
      )
    return null
  }
  const url = readUrl(registryUrl, faults)
  const ca = registryCa ? readAuthorities(registryCa, { found: undefined, name: 'PEM' }, faults) : null
  if (!url) return null
  const username = registryUsername?.text ?? (decodeURIComponent(url.username) || null)
  const password = registryPassword?.text ?? (decodeURIComponent(url.password) || null)
  const setting = (registryPassword ?? registryUrl).origin.name
  if (username === null && registryPassword)
    faults.add(registryPassword.origin, 'A password needs its user name.', 'Give the user name too.')
  if (username !== null && password === null)
    faults.add(
      (registryUsername ?? registryUrl).origin,
      'A user name of the schema registry needs its password.',
      'Give the password too.',
    )
  return {
    url: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`,
    username,
    password: password === null ? null : new Secret(password, setting),
    ca,
  }
}

/** Java takes a list, to go on with another one where one is down: the first serves. */
function readUrl({ text, origin }: Found, faults: Faults): URL | null {
  const [first = ''] = text.split(',')
  try {
    const url = new URL(first.trim())
    if (/^https?:$/.test(url.protocol)) return url
  } catch {
    // Said below, without the text: it may hold a password.
  }
  faults.add(origin, 'It is not the URL of a schema registry.', FORM)
  return null
}

/** Names of this machine, to which nothing goes over a network. */
const LOCAL = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** What is to be known where a password goes to a schema registry in the clear; null where none does. */
export function clearPasswordNote(registry: SchemaRegistry | null): string | null {
  if (!registry?.password || !registry.url.startsWith('http:')) return null
  const { host, hostname } = new URL(registry.url)
  return LOCAL.test(hostname)
    ? null
    : `The password of the schema registry goes to ${host} in the clear: its URL begins with http, and should with https.`
}
