import { durationText } from '../show/numbers'
import { widthText } from '../show/amounts'
import { counted, currentLang, type Lang, numberText, phrase } from '../words'

/** What is counted. */
export type ProgressUnit = 'message' | 'row' | 'task'

/** How far a work has come. */
export interface ProgressState {
  readonly done: number
  /** How many there are; absent where that is not known. */
  readonly total?: number
  /** Since it began. */
  readonly seconds: number
  /** `message` by default. */
  readonly unit?: ProgressUnit
}

/** No rate is told before so many seconds: it would jump. */
const RATE_AFTER = 1

/**
 * A progress in one line: `Reading message: 520,000 of 1,000,000 messages · 98,000/s · 5 s left`, in the language of the
 * process by default.
 */
export function progressLine(what: string, state: ProgressState, lang: Lang = currentLang()): string {
  const { done, total, seconds } = state
  const parts = [countLine(what, state, lang)]
  if (seconds >= RATE_AFTER && done > 0) {
    parts.push(rateText(state, lang))
    if (total !== undefined && total > done)
      parts.push(phrase('progress.left', lang, { time: leftText((seconds / done) * (total - done), lang) }))
  }
  return parts.join(' · ')
}

/** How many there were in the end: `Reading message: 1,000,000 messages`. The same work always gives the same line. */
export function doneLine(what: string, { done, unit = 'message' }: ProgressState, lang: Lang): string {
  return phrase('progress.count', lang, { what, count: counted(done, unit, lang) })
}

/** A last line with the time it took, for those who looked on. */
export function tookLine(line: string, state: ProgressState, lang: Lang): string {
  const time = durationText(state.seconds * 1000, lang)
  return phrase('progress.took', lang, { line, time, rate: rateText(state, lang) })
}

function countLine(what: string, { done, total, unit = 'message' }: ProgressState, lang: Lang): string {
  const count =
    total === undefined
      ? counted(done, unit, lang)
      : phrase('progress.of', lang, { n: numberText(done, lang), all: counted(total, unit, lang) })
  return phrase('progress.count', lang, { what, count })
}

function rateText({ done, seconds }: ProgressState, lang: Lang): string {
  const rate = done / Math.max(seconds, 1e-3)
  return phrase('progress.rate', lang, { n: numberText(rate, lang, rate < 10 ? 1 : 0) })
}

/** Rounded to what one wants to know: seconds, then minutes, then hours. */
function leftText(seconds: number, lang: Lang): string {
  const unit = seconds < 90 ? 1 : seconds < 5400 ? 60 : 3600
  return widthText(Math.max(1, Math.round(seconds / unit)) * unit * 1000, lang)
}
