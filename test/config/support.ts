import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, type ConnectOptions, readConfig } from '../../src/config'
import { CarnetError } from '../../src/errors'
import { type SettingFault } from '../../src/errors/config'
import { type Secret } from '../../src/secret'

export const PEM = join(__dirname, 'pem')
export const pemFile = (name: string): string => join(PEM, name)
export const pemText = (name: string): string => readFileSync(pemFile(name), 'utf8')
export const storeFile = (name: string): string => join(__dirname, 'stores', name)

/** What readConfig finds wrong. */
export function faultsOf(options: ConnectOptions, env: NodeJS.ProcessEnv = {}): readonly SettingFault[] {
  try {
    readConfig(options, env)
  } catch (e) {
    if (e instanceof CarnetError && e.code === 'CONFIG_INVALID')
      return (e.details as { faults: SettingFault[] }).faults
    throw e
  }
  return []
}

export const passwordOf = ({ sasl }: Config): Secret | null =>
  sasl?.mechanism === 'oauthbearer' ? null : (sasl?.password ?? null)

/** The same, as it is printed. */
export const faultLines = (options: ConnectOptions, env: NodeJS.ProcessEnv = {}): string[] =>
  faultsOf(options, env).map((f) => `${f.name} (${f.from}): ${f.problem} ${f.remedy}`)
