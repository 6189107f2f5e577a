import type * as Kafkajs from 'kafkajs'
import { freshToken, type TokenLogin } from '../config'

/** The broker does not take the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  /** As kafkajs calls a login that is refused. */
  readonly type = 'SASL_AUTHENTICATION_FAILED'
  constructor(
    /** What the broker says of it, such as `invalid_token`; null where it says nothing. */
    readonly status: string | null,
  ) {
    super(`the token is refused: ${status ?? 'no reason given'}`)
  }
}

const SOH = '\u0001'

/**
 * The login by token (RFC 7628) for kafkajs, with a fresh token each time. That of kafkajs takes a refusal for a
 * success: a broker sends it as the content of an answer without an error, which is empty where the token is good.
 */
export function oauthBearer(login: TokenLogin): Kafkajs.Mechanism {
  return {
    mechanism: login.mechanism,
    authenticationProvider: ({ saslAuthenticate }) => ({
      authenticate: async () => {
        const token = (await freshToken(login)).reveal()
        const extensions = Object.entries(login.extensions).map(([name, value]) => `${name}=${value}`)
        const parts = ['n,,', `auth=Bearer ${token}`, ...extensions, '', '']
        const refusal = await saslAuthenticate({
          request: { encode: () => withLength(Buffer.from(parts.join(SOH))) },
          response: { decode: contentOf, parse: (content: Buffer) => content },
        })
        if (refusal?.length) throw new TokenRefused(statusIn(refusal))
      },
    }),
  }
}

// kafkajs passes the bytes of a mechanism with their length before them.
function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

const contentOf = (bytes: Buffer): Buffer => bytes.subarray(4)

/** The status in the broker's answer (RFC 7628 §3.2.2). */
function statusIn(answer: Buffer): string | null {
  try {
    const { status } = JSON.parse(answer.toString('utf8')) as { readonly status?: unknown }
    return typeof status === 'string' ? status : null
  } catch {
    return null
  }
}
