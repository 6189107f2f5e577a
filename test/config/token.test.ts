import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ConnectOptions, freshToken, readConfig, secretsOf, type TokenLogin } from '../../src/config'
import { CarnetError } from '../../src/errors'
import { faultLines } from './support'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carnet-token-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)

/** A JSON Web Token that is not signed. */
function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(claims)}.`
}
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds

const login = (sasl: object): TokenLogin => {
  const config = readConfig({ brokers: 'b:1', sasl: { mechanism: 'oauthbearer', ...sasl } }, {})
  if (config.sasl?.mechanism !== 'oauthbearer') throw new Error('no token login')
  return config.sasl
}

async function failure(l: TokenLogin): Promise<CarnetError> {
  try {
    await freshToken(l)
  } catch (e) {
    if (e instanceof CarnetError) return e
    throw e
  }
  throw new Error('it gave a token')
}

/** A command that appends a line to the file `runs` and prints what the file `answer` holds. */
function counting(answer: string): { command: string; runs: () => number } {
  writeFileSync(at('answer'), answer)
  writeFileSync(
    at('issue.cjs'),
    "const fs = require('fs'); fs.appendFileSync('runs', 'x'); process.stdout.write(fs.readFileSync('answer'))",
  )
  const command = `cd '${folder}' && '${process.execPath}' issue.cjs`
  return { command, runs: () => readFileSync(at('runs'), 'utf8').length }
}

describe('settings of a token', () => {
  test.each<[string, ConnectOptions | null, NodeJS.ProcessEnv]>([
    ['in code', { sasl: { mechanism: 'OAUTHBEARER', tokenCommand: 'echo t' } }, {}],
    [
      'as variables',
      null,
      { KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND: 'echo t', KAFKA_SASL_MECHANISM: 'OAUTHBEARER' },
    ],
    ['the mechanism goes without saying', null, { KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND: 'echo t' }],
    [
      'in a file',
      { settings: { 'sasl.mechanism': 'OAUTHBEARER', 'sasl.oauthbearer.token.command': 'echo t' } },
      {},
    ],
    [
      'beside a login module',
      {
        settings: {
          'sasl.jaas.config':
            'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId="c" clientSecret="hunter2";',
        },
      },
      { KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND: 'echo t' },
    ],
  ])('%s', async (_name, options, env) => {
    const { sasl, tls } = readConfig({ brokers: 'b:1', ...options }, env)
    expect(tls).not.toBeNull()
    expect(sasl).toMatchObject({ mechanism: 'oauthbearer', token: { from: 'command' }, extensions: {} })
    if (sasl?.mechanism === 'oauthbearer') expect((await freshToken(sasl)).reveal()).toBe('t')
  })

  test("Java's file URL, and a file beside the settings file", () => {
    writeFileSync(at('token'), 't')
    const url = `file://${folder}/token`
    for (const line of [`sasl.oauthbearer.token.endpoint.url=${url}`, 'sasl.oauthbearer.token.file=token']) {
      const configFile = at('client.properties')
      writeFileSync(configFile, `bootstrap.servers=b:1\nsasl.mechanism=OAUTHBEARER\n${line}`)
      expect(readConfig({ configFile }, {}).sasl).toMatchObject({
        token: { from: 'file', file: at('token') },
      })
    }
  })

  test('extensions, by name or as a list', () => {
    const extensions = { logicalCluster: 'lkc-1', identityPoolId: 'pool-2' }
    const command = { mechanism: 'oauthbearer', tokenCommand: 'x' } as const
    const written = 'logicalCluster=lkc-1, identityPoolId=pool-2'
    const jaas =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required extension_logicalCluster='lkc-1' extension_identityPoolId='pool-2';"
    for (const sasl of [
      readConfig({ brokers: 'b:1', sasl: { ...command, extensions } }, {}).sasl,
      readConfig({ brokers: 'b:1', sasl: command }, { KAFKA_SASL_OAUTHBEARER_EXTENSIONS: written }).sasl,
      readConfig({ brokers: 'b:1', sasl: command, settings: { 'sasl.jaas.config': jaas } }, {}).sasl,
    ])
      expect(sasl).toMatchObject({ extensions })
    expect(faultLines({ brokers: 'b:1', sasl: { ...command, extensions: { auth: 'x' } } })).toHaveLength(1)
    expect(faultLines({ brokers: 'b:1', sasl: { ...command, extensions: { 'a b': '1' } } })).toEqual([
      expect.stringMatching(/^sasl.extensions .*not a list of SASL extensions/),
    ])
  })

  test('the login of the place that counts more stays, the other goes', () => {
    const env = { KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p', KAFKA_SASL_MECHANISM: 'PLAIN' }
    const token = { mechanism: 'oauthbearer', tokenCommand: 'x' } as const
    expect(readConfig({ brokers: 'b:1', sasl: token }, env).sasl?.mechanism).toBe('oauthbearer')
    const password = { mechanism: 'plain', username: 'u', password: 'p' } as const
    const tokenEnv = { KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND: 'x' }
    expect(readConfig({ brokers: 'b:1', sasl: password }, tokenEnv).sasl?.mechanism).toBe('plain')
    writeFileSync(at('token'), 't')
    expect(
      readConfig({ brokers: 'b:1', sasl: { mechanism: 'oauthbearer', tokenFile: at('token') } }, tokenEnv)
        .sasl,
    ).toMatchObject({ token: { from: 'file' } })
  })

  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    [
      'none',
      { KAFKA_SASL_MECHANISM: 'OAUTHBEARER' },
      /^KAFKA_SASL_OAUTHBEARER_TOKEN_FILE .*no token to log in with.*KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND/,
    ],
    [
      'a service that would have to be asked',
      {
        KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
        KAFKA_SASL_OAUTHBEARER_CLIENT_ID: 'c',
        KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: 's',
      },
      /^KAFKA_SASL_OAUTHBEARER_CLIENT_ID .*does not ask a token service itself. Set KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND/,
    ],
    [
      'both',
      { KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND: 'x', KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: 'y' },
      /^KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND .*not both/,
    ],
    [
      'a file that is not there',
      { KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: '/nowhere/token' },
      /^KAFKA_SASL_OAUTHBEARER_TOKEN_FILE .*There is no file \/nowhere\/token/,
    ],
    [
      'beside a password',
      { KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND: 'x', KAFKA_PASSWORD: 'p' },
      /^KAFKA_PASSWORD .*OAUTHBEARER logs in by a token/,
    ],
    [
      'of another mechanism',
      {
        KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND: 'x',
        KAFKA_SASL_MECHANISM: 'PLAIN',
        KAFKA_USERNAME: 'u',
        KAFKA_PASSWORD: 'p',
      },
      /^KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND .*PLAIN logs in by user name and password/,
    ],
    [
      'without a login',
      { KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND: 'x', KAFKA_SECURITY_PROTOCOL: 'SSL' },
      /^KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND .*without a login/,
    ],
  ])('%s', (_name, env, expected) => {
    expect(faultLines({ brokers: 'b:1' }, env)).toEqual([expect.stringMatching(expected)])
  })

  test('a command does not print, for it may hold a secret', () => {
    const sasl = { mechanism: 'oauthbearer', tokenCommand: 'curl -d client_secret=hunter2' } as const
    const config = readConfig({ brokers: 'b:1', sasl }, {})
    expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain('hunter2')
  })
})

describe('a token from a file', () => {
  test('is read again each time, blanks around it left out', async () => {
    writeFileSync(at('token'), ' one\n')
    const l = login({ tokenFile: at('token') })
    expect((await freshToken(l)).reveal()).toBe('one')
    writeFileSync(at('token'), 'two')
    expect((await freshToken(l)).reveal()).toBe('two')
  })

  test.each<[string, string, string]>([
    ['empty', '', 'TOKEN_EMPTY'],
    ['blanks', ' \n\t', 'TOKEN_EMPTY'],
    ['JSON around it', '{"access_token":"abc"}', 'TOKEN_MALFORMED'],
    ['a header', 'Bearer abc', 'TOKEN_MALFORMED'],
    ['two lines', 'abc\ndef', 'TOKEN_MALFORMED'],
    ['control characters', 'abc\u0001auth=x', 'TOKEN_MALFORMED'],
    ['other letters', 'é', 'TOKEN_MALFORMED'],
    ['expired', jwt({ exp: 1700000000 }), 'TOKEN_EXPIRED'],
  ])('%s', async (_name, text, code) => {
    writeFileSync(at('token'), text)
    const e = await failure(login({ tokenFile: at('token') }))
    expect(e.code).toBe(code)
    expect(e.what).toContain('sasl.tokenFile')
    if (text.trim() !== '') expect(e.what + e.todo + JSON.stringify(e)).not.toContain(text)
  })

  test('says when it expired', async () => {
    writeFileSync(at('token'), jwt({ exp: 1700000000 }))
    expect((await failure(login({ tokenFile: at('token') }))).what).toBe(
      'The token of the setting sasl.tokenFile expired on 2023-11-14T22:13:20.000Z.',
    )
  })

  test.each([
    ['of no kind that is known', 'opaque-token_1234~+/='],
    ['that lasts', jwt({ exp: inSeconds(60) })],
    ['without an end', jwt({ sub: 'me' })],
    ['whose end is no number', jwt({ exp: 'soon' })],
    ['with nonsense for claims', 'a.!!.c'.replaceAll('!', '-')],
    ['with null for claims', `a.${Buffer.from('null').toString('base64url')}.c`],
  ])('%s is taken', async (_name, text) => {
    writeFileSync(at('token'), text)
    expect((await freshToken(login({ tokenFile: at('token') }))).reveal()).toBe(text)
  })

  test('that is gone', async () => {
    writeFileSync(at('token'), 'one')
    const l = login({ tokenFile: at('token') })
    rmSync(at('token'))
    expect(await failure(l)).toMatchObject({ code: 'TOKEN_FILE_UNREADABLE' })
  })
})

describe('a token from a command', () => {
  test('is used again until it is about to end; callers at the same moment share it', async () => {
    const { command, runs } = counting(jwt({ exp: inSeconds(3600) }))
    const l = login({ tokenCommand: command })
    const tokens = await Promise.all([freshToken(l), freshToken(l)])
    tokens.push(await freshToken(l))
    expect(new Set(tokens.map((t) => t.reveal())).size).toBe(1)
    expect(runs()).toBe(1)
    // Another login asks for its own.
    await freshToken(login({ tokenCommand: command }))
    expect(runs()).toBe(2)
  })

  test('one that ends soon is asked for again', async () => {
    const { command, runs } = counting(jwt({ exp: inSeconds(20) }))
    const l = login({ tokenCommand: command })
    await freshToken(l)
    writeFileSync(at('answer'), jwt({ exp: inSeconds(3600) }))
    await freshToken(l)
    await freshToken(l)
    expect(runs()).toBe(2)
  })

  test('a failure is not kept', async () => {
    const { command } = counting('')
    const l = login({ tokenCommand: command })
    expect(await failure(l)).toMatchObject({ code: 'TOKEN_EMPTY' })
    writeFileSync(at('answer'), 'opaque')
    expect((await freshToken(l)).reveal()).toBe('opaque')
  })

  test.each<[string, string, RegExp]>([
    [
      'fails',
      'echo you are not logged in >&2; exit 3',
      /it ended with code 3 and said "you are not logged in"/,
    ],
    ['fails without a word', 'exit 1', /it ended with code 1\.$/],
    ['is not there', 'no-such-command-of-carnet', /it ended with code 127/],
    ['shows a token', `echo 'bad token ${'x'.repeat(50)}' >&2; exit 1`, /said "bad token …"/],
    ['shows a secret', 'echo "client_secret=hunter2 refused" >&2; exit 1', /said "client_secret=… refused"/],
  ])('that %s', async (_name, command, expected) => {
    const e = await failure(login({ tokenCommand: command }))
    expect(e.code).toBe('TOKEN_COMMAND_FAILED')
    expect(e.what).toMatch(expected)
    expect(e.what).toContain('sasl.tokenCommand')
    expect(inspect(e, { depth: 9 })).not.toMatch(/hunter2|x{20}|exit \d/)
  })

  test('is ended by an abort', async () => {
    const stop = new AbortController()
    const token = freshToken(login({ tokenCommand: 'exec sleep 60' }), stop.signal)
    stop.abort()
    await expect(token).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('that asks for something reads an end instead of waiting', async () => {
    expect(await failure(login({ tokenCommand: 'read answer && echo token' }))).toMatchObject({
      code: 'TOKEN_COMMAND_FAILED',
    })
  })
})

describe('secretsOf', () => {
  test('knows the tokens that were given, and what the file holds', async () => {
    const secrets = (sasl: object): string[] => {
      const config = readConfig({ brokers: 'b:1', sasl: { mechanism: 'oauthbearer', ...sasl } }, {})
      return secretsOf(config).map((s) => s.reveal())
    }
    const client = { 'sasl.oauthbearer.client.id': 'c', 'sasl.oauthbearer.client.secret': 'hunter2' }
    expect(
      secretsOf(
        readConfig(
          { brokers: 'b:1', sasl: { mechanism: 'oauthbearer', tokenCommand: 'x' }, settings: client },
          {},
        ),
      ).map((s) => s.reveal()),
    ).toEqual(['hunter2'])
    writeFileSync(at('token'), ' held \n')
    expect(secrets({ tokenFile: at('token') })).toEqual(['held'])

    const config = readConfig(
      { brokers: 'b:1', sasl: { mechanism: 'oauthbearer', tokenCommand: 'echo given' } },
      {},
    )
    expect(secretsOf(config)).toEqual([])
    if (config.sasl?.mechanism === 'oauthbearer') await freshToken(config.sasl)
    expect(secretsOf(config).map((s) => s.reveal())).toEqual(['given'])
  })
})
