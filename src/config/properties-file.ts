import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { clientSettings } from './client-settings'
import { type Faults } from './faults'
import { parseKcat } from './kcat-file'
import { inHome } from './paths'
import { MalformedEscape, parseProperties } from './properties'
import { type FoundSettings, type SettingOrigin } from './settings'

/** The settings of a Java client.properties or a librdkafka (kcat) file, whose path `origin` wrote as `path`. */
export function fileSettings(path: string, origin: SettingOrigin, faults: Faults): FoundSettings {
  const entries = readEntries(path, origin, faults)
  return clientSettings(entries, { from: path, folder: dirname(inHome(path)) }, faults)
}

function readEntries(path: string, origin: SettingOrigin, faults: Faults): (readonly [string, string])[] {
  try {
    const bytes = readFileSync(inHome(path))
    const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')
    return parseKcat(text) ?? parseProperties(text).map(({ key, value }) => [key, value] as const)
  } catch (e) {
    if (e instanceof MalformedEscape)
      faults.add(
        { name: `line ${e.line}`, from: path },
        'It has a \\u that no four hexadecimal digits follow.',
        'Write a backslash as \\\\.',
      )
    else
      faults.add(
        origin,
        `The settings file ${path} cannot be read (${(e as NodeJS.ErrnoException).code ?? 'unknown reason'}).`,
        'Give the path of a Java client.properties or a librdkafka configuration file.',
      )
    return []
  }
}
