import { accessSync, constants } from 'node:fs'
import { Secret } from '../secret'
import { type Sasl, type TokenLogin } from './config'
import { type Faults } from './faults'
import { missingSetting } from './missing'
import { nearNames } from './near'
import { pathsOf } from './paths'
import { type Found, type FoundSettings, type SettingName, type SettingOrigin } from './settings'

const MECHANISMS: readonly Sasl['mechanism'][] = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer']
const MECHANISM_LIST = 'PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER'

const PASSWORD_SETTINGS: readonly SettingName[] = ['username', 'password']
const TOKEN_SETTINGS: readonly SettingName[] = ['tokenFile', 'tokenCommand', 'tokenService', 'clientSecret']
export const SASL_SETTINGS: readonly SettingName[] = ['mechanism', ...PASSWORD_SETTINGS, ...TOKEN_SETTINGS]

/** The login of the settings, checked; null where there is a fault. */
export function readSasl(found: FoundSettings, faults: Faults): Sasl | null {
  const mechanism = readMechanism(found, faults)
  if (mechanism === 'oauthbearer') return readTokenLogin(found, faults)
  const { username, password } = found
  if (mechanism) refuseUnused(found, TOKEN_SETTINGS, mechanism, faults)
  if (!username) missing(found, 'username', 'The user name is not set.', faults)
  if (!password) missing(found, 'password', 'The password is not set.', faults)
  return mechanism && username && password
    ? { mechanism, username: username.text, password: new Secret(password.text, password.origin.name) }
    : null
}

function readMechanism(found: FoundSettings, faults: Faults): Sasl['mechanism'] | null {
  if (!found.mechanism) {
    if (TOKEN_SETTINGS.some((s) => found[s])) return 'oauthbearer'
    faults.add(
      asWrittenBeside(found, 'mechanism'),
      'The SASL mechanism is not set.',
      `Set it to ${MECHANISM_LIST}; the page of the Kafka service names it.`,
    )
    return null
  }
  const written = found.mechanism.text.trim().toLowerCase()
  const known = MECHANISMS.find((m) => m === written)
  if (known) return known
  const [near] = nearNames(written, MECHANISMS, 1)
  faults.add(
    found.mechanism.origin,
    `"${found.mechanism.text.trim()}" is no mechanism that carnet can log in with.`,
    near === undefined ? `Set it to ${MECHANISM_LIST}.` : `Did you mean ${near.toUpperCase()}?`,
  )
  return null
}

function readTokenLogin(found: FoundSettings, faults: Faults): TokenLogin | null {
  refuseUnused(found, PASSWORD_SETTINGS, 'oauthbearer', faults)
  const extensions = readExtensions(found.extensions, faults)
  const { tokenFile, tokenCommand, tokenService = found.clientSecret } = found
  if (tokenFile && tokenCommand) {
    faults.add(
      tokenCommand.origin,
      `The token comes from the file of ${tokenFile.origin.name} already.`,
      'Give the file or the command, not both.',
    )
    return null
  }
  if (tokenFile) {
    const file = readableFile(tokenFile, faults)
    const setting = tokenFile.origin.name
    return file === null
      ? null
      : { mechanism: 'oauthbearer', token: { from: 'file', file, setting }, extensions }
  }
  if (tokenCommand) {
    const setting = tokenCommand.origin.name
    const command = new Secret(tokenCommand.text, setting)
    return { mechanism: 'oauthbearer', token: { from: 'command', command, setting }, extensions }
  }
  const [file, command] = (['tokenFile', 'tokenCommand'] as const).map((s) => asWrittenBeside(found, s))
  if (tokenService)
    faults.add(
      tokenService.origin,
      'carnet does not ask a token service itself.',
      `Set ${command.name} to a command that prints a token, such as the command line of the service, or ${file.name} to a file that holds one.`,
    )
  else
    faults.add(
      file,
      'There is no token to log in with.',
      `Set it to a file that holds the token, or ${command.name} to a command that prints one.`,
    )
  return null
}

function readableFile(found: Found, faults: Faults): string | null {
  const paths = pathsOf(found)
  let code: string | undefined
  for (const path of paths)
    try {
      accessSync(path, constants.R_OK)
      return path
    } catch (e) {
      code = (e as NodeJS.ErrnoException).code
    }
  const path = found.text.trim()
  faults.add(
    found.origin,
    code === 'ENOENT' ? `There is no file ${path}.` : `The file ${path} cannot be read (${code}).`,
    'Give the path of a file that holds the token and nothing else.',
  )
  return null
}

/** `name=value`, separated by commas, as librdkafka writes them. */
function readExtensions(found: Found | undefined, faults: Faults): Readonly<Record<string, string>> {
  const pairs = (found?.text ?? '').split(',').filter((pair) => pair.trim() !== '')
  const entries = pairs.map((pair) => /^\s*(?!auth=)([A-Za-z]+)=([\x20-\x7E]+?)\s*$/.exec(pair))
  if (found && entries.includes(null))
    faults.add(
      found.origin,
      'It is not a list of SASL extensions.',
      'Write it as name=value, names in letters alone and none of them auth; several are separated by commas.',
    )
  return Object.fromEntries(entries.flatMap((e) => (e ? [[e[1], e[2]] as const] : [])))
}

function refuseUnused(
  found: FoundSettings,
  settings: readonly SettingName[],
  mechanism: Sasl['mechanism'],
  faults: Faults,
): void {
  const unused = settings.map((s) => found[s]).find((f) => f !== undefined)
  if (unused)
    faults.add(
      unused.origin,
      `It would not be used: the mechanism ${mechanism.toUpperCase()} logs in by ${mechanism === 'oauthbearer' ? 'a token' : 'user name and password'}.`,
      'Correct the mechanism, or remove the setting.',
    )
}

function missing(
  found: FoundSettings,
  setting: 'username' | 'password',
  problem: string,
  faults: Faults,
): void {
  faults.add(asWrittenBeside(found, setting), problem, 'Set it, or choose a security protocol without SASL.')
}

const asWrittenBeside = (found: FoundSettings, setting: SettingName): SettingOrigin =>
  missingSetting(found, setting, ['username', 'password', 'mechanism', 'tokenService', 'protocol'])
