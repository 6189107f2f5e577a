import { type SettingName } from './settings'

/**
 * What each setting is called by other clients: with dots by Java's and by librdkafka (kcat, confluent-kafka), with
 * underscores by kafka-python and aiokafka. Of several in one place the first counts.
 */
export const CLIENT_NAMES: Readonly<Record<SettingName, readonly string[]>> = {
  brokers: ['bootstrap.servers', 'metadata.broker.list', 'bootstrap_servers'],
  protocol: ['security.protocol', 'security_protocol'],
  ca: [
    'ssl.ca.location',
    'ssl.ca.pem',
    'ssl.truststore.location',
    'ssl.truststore.certificates',
    'ssl_cafile',
  ],
  truststorePassword: ['ssl.truststore.password'],
  // A keystore is one file of the key and the certificate chain.
  certificate: [
    'ssl.certificate.location',
    'ssl.certificate.pem',
    'ssl.keystore.certificate.chain',
    'ssl_certfile',
    'ssl.keystore.location',
  ],
  privateKey: ['ssl.key.location', 'ssl.key.pem', 'ssl.keystore.key', 'ssl_keyfile', 'ssl.keystore.location'],
  passphrase: ['ssl.key.password', 'ssl_password'],
  keystorePassword: ['ssl.keystore.password'],
  tlsVerify: [],
  weakened: [],
  mechanism: ['sasl.mechanism', 'sasl.mechanisms', 'sasl_mechanism'],
  username: ['sasl.username', 'sasl_plain_username'],
  password: ['sasl.password', 'sasl_plain_password'],
  tokenFile: ['sasl.oauthbearer.token.file'],
  tokenCommand: ['sasl.oauthbearer.token.command'],
  tokenService: [
    'sasl.oauthbearer.client.id',
    'sasl.oauthbearer.client.credentials.client.id',
    'sasl.oauthbearer.config',
  ],
  clientSecret: ['sasl.oauthbearer.client.secret', 'sasl.oauthbearer.client.credentials.client.secret'],
  extensions: ['sasl.oauthbearer.extensions'],
  registryUrl: ['schema.registry.url'],
  registryUsername: [],
  registryPassword: [],
  registryCa: ['schema.registry.ssl.ca.location', 'schema.registry.ssl.truststore.location'],
}

/** The variables of each setting in carnet's own words and those of hosts (Aiven, nais, Heroku); they go first. */
const HOST_VARIABLES: Readonly<Partial<Record<SettingName, readonly string[]>>> = {
  brokers: ['KAFKA_BROKERS', 'KAFKA_BOOTSTRAP_SERVERS', 'KAFKA_URL'],
  ca: ['KAFKA_CA', 'KAFKA_CA_PATH', 'KAFKA_TRUSTED_CERT'],
  certificate: ['KAFKA_CERTIFICATE', 'KAFKA_CERTIFICATE_PATH', 'KAFKA_CLIENT_CERT'],
  privateKey: ['KAFKA_PRIVATE_KEY', 'KAFKA_PRIVATE_KEY_PATH', 'KAFKA_CLIENT_CERT_KEY'],
  tlsVerify: ['KAFKA_TLS_VERIFY'],
  username: ['KAFKA_SASL_USERNAME', 'KAFKA_USERNAME'],
  password: ['KAFKA_SASL_PASSWORD', 'KAFKA_PASSWORD'],
  registryUrl: ['KAFKA_SCHEMA_REGISTRY'],
  registryUsername: ['KAFKA_SCHEMA_REGISTRY_USER'],
  registryPassword: ['KAFKA_SCHEMA_REGISTRY_PASSWORD'],
  registryCa: ['KAFKA_SCHEMA_REGISTRY_CA'],
}

/** nais gives Java stores beside the PEM files, for clients that have no use for those: they go last. */
const STORE_VARIABLES: Readonly<Partial<Record<SettingName, readonly string[]>>> = {
  ca: ['KAFKA_TRUSTSTORE_PATH'],
  truststorePassword: ['KAFKA_CREDSTORE_PASSWORD'],
  certificate: ['KAFKA_KEYSTORE_PATH'],
  privateKey: ['KAFKA_KEYSTORE_PATH'],
  keystorePassword: ['KAFKA_CREDSTORE_PASSWORD'],
}

/** `ssl.ca.location` → `KAFKA_SSL_CA_LOCATION`, as containers call a client's setting. */
export const asVariable = (name: string): string => `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`

export const SETTINGS = Object.keys(CLIENT_NAMES) as SettingName[]

export const VARIABLES = Object.fromEntries(
  SETTINGS.map((setting) => [
    setting,
    [
      ...new Set([
        ...(HOST_VARIABLES[setting] ?? []),
        ...CLIENT_NAMES[setting].map(asVariable),
        ...(STORE_VARIABLES[setting] ?? []),
      ]),
    ],
  ]),
) as unknown as Readonly<Record<SettingName, readonly string[]>>

/**
 * Names of other clients that say nothing about the way to the broker, and yet differ from one that does by no more
 * than a typing error.
 */
export const OTHER_NAMES: readonly string[] = ['ssl.crl.location', 'ssl_crlfile']

/** Settings that by themselves do not mean that there is a Kafka to go to. */
export const SIDE_SETTINGS: readonly SettingName[] = [
  'tlsVerify',
  'weakened',
  'passphrase',
  'keystorePassword',
  'truststorePassword',
  'registryUrl',
  'registryUsername',
  'registryPassword',
  'registryCa',
]

/** What must never be shown. */
export const SECRET_SETTINGS: readonly SettingName[] = [
  'privateKey',
  'passphrase',
  'keystorePassword',
  'truststorePassword',
  'password',
  'tokenCommand',
  'clientSecret',
  'registryPassword',
]
