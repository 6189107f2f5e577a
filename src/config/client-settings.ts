import { type Faults } from './faults'
import { COMPOUND, namedSettings } from './named-settings'
import { CLIENT_NAMES, OTHER_NAMES } from './names'
import { nearNames } from './near'
import { type FoundSettings, type SettingOrigin } from './settings'

const KNOWN = [...new Set(Object.values(CLIENT_NAMES).flat()), ...Object.keys(COMPOUND)]

/**
 * The settings among those of another client, by its names. What does not matter for the way to the broker
 * (`group.id`, `key.deserializer` …) is passed over; a name that is one of ours but for a typing error is a fault.
 */
export function clientSettings(
  entries: Iterable<readonly [name: string, value: string]>,
  place: { readonly from: string; readonly folder?: string },
  faults: Faults,
): FoundSettings {
  const values = new Map(entries)
  // By this librdkafka looks for the authorities of the machine, which are taken anyway.
  if (values.get('ssl.ca.location')?.trim() === 'probe') values.delete('ssl.ca.location')
  const origin = (name: string): SettingOrigin => ({ name, from: place.from })
  for (const name of values.keys())
    if (!KNOWN.includes(name) && !OTHER_NAMES.includes(name)) {
      const [near] = nearNames(name, KNOWN, 1)
      if (near !== undefined && !values.has(near))
        faults.add(origin(name), 'There is no such setting.', `Did you mean ${near}?`)
    }
  return namedSettings(
    {
      find(name) {
        const text = values.get(name)
        return text === undefined ? undefined : { text, origin: origin(name), folder: place.folder }
      },
      names: (setting) => CLIENT_NAMES[setting],
      spelling: (name) => name,
    },
    faults,
  )
}
