import { type Sasl, type SchemaRegistry, type Tls } from './config'
import { clearPasswordNote } from './registry'
import { type FoundSettings } from './settings'

/** What is allowed and yet should be known. Sentences. */
export function notesOn({
  tls,
  sasl,
  schemaRegistry,
  found,
  env,
}: {
  readonly tls: Tls | null
  readonly sasl: Sasl | null
  readonly schemaRegistry: SchemaRegistry | null
  readonly found: FoundSettings
  readonly env: NodeJS.ProcessEnv
}): string[] {
  const notes: string[] = []
  const verify = found.tlsVerify?.origin.name
  if (tls?.verify === 'none')
    notes.push(
      `The broker's certificate is not checked, because ${verify} is none: whoever stands between can read and change everything.`,
    )
  if (tls?.verify === 'chain')
    notes.push(
      `The name of the broker is not checked against its certificate, because ${verify} is chain; its authority is.`,
    )
  if (tls && tls.verify !== 'none' && env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    notes.push(
      "NODE_TLS_REJECT_UNAUTHORIZED is 0 and does not count here: the broker's certificate is checked.",
    )
  if (!tls && sasl && /^(plain|oauthbearer)$/.test(sasl.mechanism))
    notes.push(
      `The ${sasl.mechanism === 'plain' ? 'password' : 'token'} goes to the broker in the clear: the security protocol is SASL_PLAINTEXT.`,
    )
  const clear = clearPasswordNote(schemaRegistry)
  if (clear !== null) notes.push(clear)
  return notes
}
