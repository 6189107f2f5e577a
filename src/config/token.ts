import { exec } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { carnetError } from '../errors'
import { Secret } from '../secret'
import { type TokenCommand, type TokenFile, type TokenLogin } from './config'

/** A command that takes longer hangs, or waits for somebody to type. */
const COMMAND_MS = 30_000
const LARGEST_TOKEN = 1 << 20
/** A token that ends within this time is replaced before it is used. */
const MARGIN_MS = 30_000
/** For how long a command's token is used again where it does not say itself when it ends. */
const UNDATED_MS = 60_000

// Whether a token has ended is a question to the real clock, not to the one that stops for repeatable output.

/** The last answer of each login's command, and all tokens that it gave. */
const kept = new WeakMap<TokenLogin, { token: Promise<Secret>; until: number }>()
const issued = new WeakMap<TokenLogin, Secret[]>()

/**
 * A token to log in with: the content of the file at this moment, or what the command prints, which is run when the
 * token that it gave before is about to end; aborting `signal` ends the command. Rejects with TOKEN_FILE_UNREADABLE,
 * TOKEN_COMMAND_FAILED, TOKEN_EMPTY, TOKEN_MALFORMED, TOKEN_EXPIRED.
 */
export async function freshToken(login: TokenLogin, signal?: AbortSignal): Promise<Secret> {
  if (login.token.from === 'file') return checked(await readToken(login.token), login)
  const last = kept.get(login)
  if (last && last.until > Date.now()) return last.token
  const token = runCommand(login.token, signal).then((text) => checked(text, login))
  // Until it is known when it ends, callers at the same moment share it.
  kept.set(login, { token, until: Infinity })
  try {
    kept.set(login, { token, until: usableUntil((await token).reveal()) })
  } catch {
    kept.delete(login)
  }
  return token
}

/** The tokens that are known: those that a command gave so far, and what the file holds now. */
export function knownTokens(login: TokenLogin): readonly Secret[] {
  const tokens = issued.get(login) ?? []
  if (login.token.from === 'command') return tokens
  try {
    return [...tokens, new Secret(readFileSync(login.token.file, 'utf8').trim(), login.token.setting)]
  } catch {
    return tokens
  }
}

async function readToken({ file, setting }: TokenFile): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (e) {
    const reason = (e as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw carnetError('TOKEN_FILE_UNREADABLE', { setting, file, reason }, e)
  }
}

async function runCommand({ command, setting }: TokenCommand, signal?: AbortSignal): Promise<string> {
  const limits = { signal, timeout: COMMAND_MS, maxBuffer: LARGEST_TOKEN, windowsHide: true }
  const running = promisify(exec)(command.reveal(), limits)
  // A command that asks for a password reads an end instead of waiting for one.
  running.child.stdin?.end()
  try {
    return (await running).stdout
  } catch (e) {
    signal?.throwIfAborted()
    // The error of `exec` repeats the command, which may hold a secret: it is not passed on.
    throw carnetError('TOKEN_COMMAND_FAILED', { setting, reason: failureOf(e as CommandFailure) })
  }
}

interface CommandFailure {
  readonly code?: number | string | null
  readonly killed?: boolean
  readonly stderr?: string
}

function failureOf({ code, killed, stderr = '' }: CommandFailure): string {
  if (killed) return `it did not end within ${COMMAND_MS / 1000} s`
  const [line = ''] = stderr.split(/\r?\n/).filter((l) => l.trim() !== '')
  // What looks like a token, a key or a password in a URL is left out.
  const said = line
    .trim()
    .replaceAll(/[\w+/=.~-]{40,}/g, '…')
    .replaceAll(/\/\/[^/@\s]*@/g, '//')
    .replaceAll(/((?:secret|password|token)\W+)\S+/gi, '$1…')
    .slice(0, 200)
  return said === '' ? `it ended with code ${code}` : `it ended with code ${code} and said "${said}"`
}

function checked(text: string, login: TokenLogin): Secret {
  const { setting } = login.token
  const value = text.trim()
  if (value === '') throw carnetError('TOKEN_EMPTY', { setting, from: login.token.from })
  // A token stands within one header of the login (RFC 6750: b64token).
  if (!/^[A-Za-z0-9._~+/=-]+$/.test(value)) throw carnetError('TOKEN_MALFORMED', { setting })
  const expiry = expiryOf(value)
  if (expiry !== null && expiry <= Date.now())
    throw carnetError('TOKEN_EXPIRED', { setting, expired: new Date(expiry).toISOString() })
  const token = new Secret(value, setting)
  const before = issued.get(login) ?? []
  if (!before.some((t) => t.reveal() === value)) issued.set(login, [...before, token])
  return token
}

function usableUntil(token: string): number {
  const expiry = expiryOf(token)
  return expiry === null ? Date.now() + UNDATED_MS : expiry - MARGIN_MS
}

/** When a JSON Web Token (RFC 7519) says that it ends, in milliseconds; null where it is none, or does not say. */
function expiryOf(token: string): number | null {
  const [, payload, ...rest] = token.split('.')
  if (payload === undefined || rest.length !== 1) return null
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp?: unknown } | null
    return typeof claims?.exp === 'number' && Number.isFinite(claims.exp) ? claims.exp * 1000 : null
  } catch {
    return null
  }
}
