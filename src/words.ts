/** The languages of labels in tables, charts and reports. */
export type Lang = 'en' | 'fr'

/** Every label that a table, chart, report or the terminal shows, in one place. */
const words = {
  group: { en: 'Group', fr: 'Groupe' },
  filiere: { en: 'Field of study', fr: 'Filière' },
  n: { en: 'Count', fr: 'Nombre' },
  missing: { en: 'Missing', fr: 'Manquants' },
  mean: { en: 'Mean', fr: 'Moyenne' },
  min: { en: 'Min', fr: 'Min' },
  max: { en: 'Max', fr: 'Max' },
  sd: { en: 'Std. dev.', fr: 'Écart-type' },
  q1: { en: 'Q1', fr: 'Q1' },
  median: { en: 'Median', fr: 'Médiane' },
  q3: { en: 'Q3', fr: 'Q3' },
  allRows: { en: 'all rows', fr: 'toutes les lignes' },
} as const satisfies Record<string, Record<Lang, string>>

export type Word = keyof typeof words

/** The label for `word`; a name that is no word of ours (a user's own column) is returned as it is. */
export function label(word: string, lang: Lang): string {
  return Object.hasOwn(words, word) ? words[word as Word][lang] : word
}

/** The language of this process: `CARNET_LANG` (`en` or `fr`), English by default. */
export function currentLang(): Lang {
  return process.env.CARNET_LANG === 'fr' ? 'fr' : 'en'
}

/** A number in the language's own form: at most `digits` decimals (default 2), at least `least` (default 0). */
export function numberText(value: number | bigint, lang: Lang, digits = 2, least = 0): string {
  return new Intl.NumberFormat(lang, { minimumFractionDigits: least, maximumFractionDigits: digits }).format(
    value,
  )
}
