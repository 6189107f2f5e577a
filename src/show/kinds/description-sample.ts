import { type TopicDescription } from '../../kafka/describe'
import { type ValueFormat } from '../../kafka/describe-format'
import { type Share, type Sizes } from '../../kafka/describe-sample'
import { counted, numberText, phrase, type Lang } from '../../words'
import { bytesText, percentText } from '../amounts'
import { hiddenLine } from '../hidden-cell'
import { countText, NOTHING } from '../numbers'
import { type Block, type PartView, type RowView } from '../view'

const NAMES_SHOWN = 8

/** What the last messages look like: formats as bars, the rest as facts. */
export function sampleBlocks({ sample, hidden }: TopicDescription, lang: Lang): Block[] {
  if (!sample) return hiddenLine('describe.sample', hidden.sample, lang)
  const { messages, formats, schemaIds, keys, values, headers, codecs, timestampTypes } = sample
  if (messages === 0) return []
  const share = (n: number): string => percentText(n / messages, lang)
  const list = <T>(shares: readonly Share<T>[], name: (name: T) => string): string => {
    const named = shares.slice(0, NAMES_SHOWN).map((s) => `${name(s.name)} ${share(s.messages)}`)
    const more = shares.length - named.length
    return [...named, ...(more > 0 ? [`… +${countText(more, lang)}`] : [])].join(', ') || NOTHING
  }
  const facts: [string, string][] = [
    [
      phrase('describe.keys', lang),
      phrase('describe.keysAre', lang, {
        nulls: share(keys.nulls),
        distinct: countText(keys.distinct, lang),
      }),
    ],
    [phrase('describe.keySizes', lang), sizesText(keys.sizes, lang)],
    [phrase('describe.valueSizes', lang), sizesText(values.sizes, lang)],
    [phrase('describe.headers', lang), list(headers, (name) => name)],
    [
      phrase('describe.codecs', lang),
      list(codecs, (name) => (name === 'none' ? phrase('describe.uncompressed', lang) : name)),
    ],
    [phrase('describe.timestamps', lang), list(timestampTypes, (name) => phrase(`describe.${name}`, lang))],
    ...(schemaIds.length > 0
      ? [[phrase('describe.schemas', lang), list(schemaIds, String)] as [string, string]]
      : []),
  ]
  return [
    {
      block: 'table',
      title: phrase('describe.sampleOf', lang, { messages: counted(messages, 'message', lang) }),
      columns: [
        { label: phrase('describe.format', lang) },
        { label: phrase('show.messages', lang), numeric: true },
        { label: phrase('describe.share', lang) },
      ],
      rows: formats.map((format) => formatRow(format, messages, lang)),
    },
    { block: 'facts', title: phrase('describe.looks', lang), facts },
  ]
}

function formatRow({ name, messages }: Share<ValueFormat>, all: number, lang: Lang): RowView {
  const part: PartView = { part: messages / all, text: percentText(messages / all, lang) }
  return [phrase(`format.${name}`, lang), countText(messages, lang), part]
}

function sizesText(sizes: Sizes | null, lang: Lang): string {
  if (!sizes) return NOTHING
  const { min, median, max } = sizes
  if (min === max) return bytesText(min, lang)
  return phrase('describe.sizes', lang, {
    min: bytesText(min, lang),
    median:
      median < 1000
        ? phrase('size.bytes', lang, { n: numberText(median, lang, 1) })
        : bytesText(median, lang),
    max: bytesText(max, lang),
  })
}
