import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Faults } from './faults'
import { inHome } from './paths'
import { type FoundSettings, type SettingName, type SettingOrigin } from './settings'

/** The three files as Aiven offers them for download. */
const FILES: readonly (readonly [SettingName, string])[] = [
  ['ca', 'ca.pem'],
  ['certificate', 'service.cert'],
  ['privateKey', 'service.key'],
]

const REMEDY =
  'Give a folder with ca.pem, and with service.cert and service.key where the broker wants a client certificate.'

/** The settings that a folder of PEM files says, whose path `origin` wrote as `folder`. */
export function folderSettings(folder: string, origin: SettingOrigin, faults: Faults): FoundSettings {
  if (!statSync(inHome(folder), { throwIfNoEntry: false })?.isDirectory()) {
    faults.add(origin, `There is no folder ${folder}.`, REMEDY)
    return {}
  }
  const found: FoundSettings = {}
  for (const [setting, name] of FILES) {
    const text = join(inHome(folder), name)
    if (existsSync(text)) found[setting] = { text, origin: { name, from: folder } }
  }
  if (!Object.keys(found).length) faults.add(origin, `The folder ${folder} holds none of the files.`, REMEDY)
  return found
}
