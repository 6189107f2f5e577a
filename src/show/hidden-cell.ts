import { type Hidden } from '../kafka/hidden'
import { phrase, type Lang, type Word } from '../words'
import { NOTHING } from './numbers'
import { type Block, type Tone } from './view'

/** What stands for a value that is not known: why, where that is known. */
export const hiddenText = (reason: Hidden | undefined, lang: Lang): string =>
  reason === undefined ? NOTHING : phrase(`hidden.${reason}`, lang)

/** The same as a cell. */
export const hiddenCell = (reason: Hidden | undefined, lang: Lang): { text: string; tone: Tone } => ({
  text: hiddenText(reason, lang),
  tone: 'quiet',
})

/** A part of a page that is not known, with the reason; no line where there is simply nothing to tell. */
export const hiddenLine = (what: Word, reason: Hidden | undefined, lang: Lang): Block[] =>
  reason === undefined
    ? []
    : [{ block: 'line', tone: 'quiet', text: `${phrase(what, lang)}: ${hiddenText(reason, lang)}` }]
