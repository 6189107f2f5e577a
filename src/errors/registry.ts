import { entry } from './define'

const ADDRESS = 'the address of the schema registry in the settings (KAFKA_SCHEMA_REGISTRY)'

/** The first few ids of schemas. */
const ids = (all: readonly (number | string)[]): string =>
  all.slice(0, 5).join(', ') + (all.length > 5 ? ` and ${all.length - 5} more` : '')

export const registryErrors = {
  REGISTRY_NONE: entry<{ ids: readonly (number | string)[] }>({
    what: (p) =>
      `The messages name ${p.ids.length === 1 ? 'the schema' : 'the schemas'} ${ids(p.ids)}, and no schema registry is configured.`,
    todo: () => 'Set KAFKA_SCHEMA_REGISTRY to its address, such as https://registry.example.com:8081.',
    example: { ids: [7, 9] },
  }),
  REGISTRY_UNREACHABLE: entry<{ url: string; reason: string }>({
    what: (p) => `The schema registry at ${p.url} cannot be reached (${p.reason}).`,
    todo: () => `Check ${ADDRESS} and the network, and whether the registry is running.`,
    example: { url: 'https://registry.example.com:8081', reason: 'ECONNREFUSED' },
  }),
  REGISTRY_SILENT: entry<{ url: string; seconds: number }>({
    what: (p) => `The schema registry at ${p.url} does not answer within ${p.seconds} seconds.`,
    todo: () => `Check ${ADDRESS}; if it is right, a firewall may be in the way, or the registry hangs.`,
    example: { url: 'https://registry.example.com:8081', seconds: 10 },
  }),
  REGISTRY_CA_UNKNOWN: entry<{ url: string; isGiven: boolean; reason: string }>({
    what: (p) =>
      p.isGiven
        ? `The certificate of the schema registry at ${p.url} is not from the authority in the settings (${p.reason}).`
        : `The certificate of the schema registry at ${p.url} is from no publicly known authority (${p.reason}).`,
    todo: (p) =>
      p.isGiven
        ? 'Download the CA certificate of this very service again (KAFKA_SCHEMA_REGISTRY_CA).'
        : 'Give the CA certificate of the service in KAFKA_SCHEMA_REGISTRY_CA.',
    example: {
      url: 'https://registry.example.com:8081',
      isGiven: false,
      reason: 'SELF_SIGNED_CERT_IN_CHAIN',
    },
  }),
  REGISTRY_TLS_FAILED: entry<{ url: string; reason: string }>({
    what: (p) => `The encrypted connection to the schema registry at ${p.url} cannot be made (${p.reason}).`,
    todo: () =>
      `Check ${ADDRESS}: the port may speak http alone, or the certificate is for another name or another time.`,
    example: { url: 'https://10.0.0.1:8081', reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  }),
  REGISTRY_LOGIN_REFUSED: entry<{ url: string; username: string | null }>({
    what: (p) =>
      p.username === null
        ? `The schema registry at ${p.url} asks for a login, and none is given.`
        : `The schema registry at ${p.url} refuses the login of "${p.username}".`,
    todo: () =>
      'Check KAFKA_SCHEMA_REGISTRY_USER and KAFKA_SCHEMA_REGISTRY_PASSWORD; they are often others than those of the broker.',
    example: { url: 'https://registry.example.com:8081', username: 'student' },
  }),
  REGISTRY_NOT_ONE: entry<{ url: string; answer: string }>({
    what: (p) => `What answers at ${p.url} is no schema registry: it gives ${p.answer}.`,
    todo: () => `Check ${ADDRESS}, with its path where it has one (/apis/ccompat/v7).`,
    example: { url: 'https://registry.example.com', answer: 'the status 404 without an error code' },
  }),
  REGISTRY_FAILS: entry<{ url: string; status: number; message: string }>({
    what: (p) => `The schema registry at ${p.url} fails with the status ${p.status}: ${p.message}.`,
    todo: () => 'Try again later; if it lasts, ask those who run it.',
    example: {
      url: 'https://registry.example.com:8081',
      status: 500,
      message: 'Error in the backend datastore (50001)',
    },
  }),
}
