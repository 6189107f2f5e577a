import { type ConfigEntry, type ConfigSource } from './requests/describe-configs'

export interface TopicSetting {
  readonly name: string
  /** Null for a secret. */
  readonly value: string | null
  readonly source: ConfigSource
  /** What would hold by Kafka's own default; null where the broker does not tell. */
  readonly default: string | null
}

/** Settings that are not Kafka's defaults, those of the topic itself first. */
export function ownSettings(entries: readonly ConfigEntry[]): TopicSetting[] {
  return entries
    .filter((e) => e.source !== 'default')
    .map(({ name, value, source, synonyms }) => ({ name, value, source, default: defaultOf(name, synonyms) }))
    .filter((e) => e.value === null || e.value !== e.default)
    .sort((a, b) => ORDER.indexOf(a.source) - ORDER.indexOf(b.source) || (a.name < b.name ? -1 : 1))
}

const ORDER: readonly ConfigSource[] = ['topic', 'broker', 'cluster', 'broker file', 'elsewhere', 'default']

/** A default under another name may be in another unit (`log.retention.hours`): it keeps that name. */
function defaultOf(name: string, synonyms: ConfigEntry['synonyms']): string | null {
  const found = synonyms.find((s) => s.source === 'default' && s.value !== null)
  if (!found) return null
  return found.name === name ? found.value : `${found.name}=${found.value}`
}
