import { provenanceLine } from '../../chart/caption'
import { type InferredSchema, type SeenField } from '../../profile/inferred'
import { counted, phrase, type Lang } from '../../words'
import { percentText } from '../amounts'
import { cellText, countText, NOTHING } from '../numbers'
import { type RowView, type View } from '../view'
import { reasonName } from './parsed-rejects'

/** Names of a field that are listed. */
const NAMES = 4

/** A proposed schema: what speaks for each field, what it would accept, and the code to paste. */
export function inferredView(inferred: InferredSchema, lang: Lang): View {
  const { name, seen, code, provenance } = inferred
  const columns = ['column', 'type', 'optional', 'missing', 'range', 'examples', 'names'] as const
  return [
    {
      block: 'table',
      title: phrase('inferred.title', lang, { name }),
      source: provenanceLine(provenance, lang),
      columns: columns.map((column) => ({
        label: phrase(column === 'missing' ? column : `inferred.${column}`, lang),
        numeric: column === 'missing',
      })),
      rows: seen.map((field) => fieldRow(field, lang)),
      notes: notesOf(inferred, lang),
    },
    { block: 'code', title: phrase('inferred.code', lang), code },
  ]
}

function fieldRow(field: SeenField, lang: Lang): RowView {
  const { name, type, isOptional, missing, least, greatest, examples, names } = field
  const range =
    least === null ? NOTHING : `${cellText(least, type, lang)} … ${cellText(greatest, type, lang)}`
  const more = names.length > NAMES ? ` … (${countText(names.length, lang)})` : ''
  return [
    name,
    phrase(`show.${type}`, lang),
    phrase(isOptional ? 'inferred.yes' : 'inferred.no', lang),
    countText(missing, lang),
    range,
    examples.join(', '),
    names.slice(0, NAMES).join(', ') + more,
  ]
}

function notesOf({ sample, leftOut }: InferredSchema, lang: Lang): string[] {
  const rejects = [...sample.rejectCounts]
    .sort(([, a], [, b]) => b - a)
    .map(([code, n]) => `${reasonName(code, lang)} ${countText(n, lang)}`)
  return [
    phrase('inferred.accepted', lang, {
      share: percentText(sample.accepted, lang),
      messages: counted(sample.messages, 'message', lang),
      of: countText(sample.of, lang),
    }),
    ...(rejects.length > 0 ? [phrase('inferred.rejects', lang, { list: rejects.join(', ') })] : []),
    ...(leftOut.length > 0
      ? [
          phrase('inferred.leftOut', lang, {
            list: leftOut
              .map(
                ({ name, rows, why }) =>
                  `${name} (${counted(rows, 'row', lang)}, ${phrase(`inferred.${why}`, lang)})`,
              )
              .join(', '),
          }),
        ]
      : []),
  ]
}
