import { momentMs, momentText } from '../kafka/moment'
import { shortPath } from '../source/catalog'
import { type StoredPosition } from '../store/appending'
import { type Counts } from '../store'
import { counted, currentLang, type Lang, numberText, phrase } from '../words'
import { type Collected } from './collected'
import { type CollectRequest } from './options'
import { type CollectProgress } from './progress'

/** Partitions that a line names one by one; those after them are counted. */
const NAMED = 3

/** `Collecting message into students of out/students.db: going on at [0] 120, [1] 30`. */
export function beginLine(
  where: { readonly topic: string; readonly table: string; readonly file: string },
  from: CollectRequest['from'],
  positions: readonly StoredPosition[],
  lang: Lang = currentLang(),
): string {
  const { topic, table, file } = where
  const begins = positions.length > 0 ? resumedText(positions, lang) : fromText(from, lang)
  return phrase('collect.begin', lang, { topic, table, file: shortPath(file), where: begins })
}

function fromText(from: CollectRequest['from'], lang: Lang): string {
  if (typeof from === 'string') return phrase(`collect.from.${from}`, lang)
  return phrase('collect.from.time', lang, { time: momentText(momentMs(from.time) ?? 0) })
}

function resumedText(positions: readonly StoredPosition[], lang: Lang): string {
  const named = positions.slice(0, NAMED).map((p) => `[${p.partition}] ${p.next}`)
  if (positions.length > NAMED) named.push(counted(positions.length - NAMED, 'morePartitions', lang))
  return phrase('collect.from.positions', lang, { positions: named.join(', ') })
}

/** `0–9`, the last offset included. */
export const spanText = ({ from, to }: { readonly from: bigint; readonly to: bigint }): string =>
  `${from}–${to - 1n}`

/** `message: 12,345 messages, 12,340 rows, 5 rejects, 980/s, 0 behind`. */
export function progressText(topic: string, progress: CollectProgress, lang: Lang = currentLang()): string {
  const { state, messages, rows, rejects } = progress
  return phrase('collect.progress', lang, {
    topic,
    counts: countsText(messages, rows, rejects, lang),
    state: stateText(progress, lang),
  })
  function stateText({ rate, lag }: CollectProgress, lang: Lang): string {
    if (state === 'unreachable' || state === 'stopped') return phrase(`collect.state.${state}`, lang)
    return phrase(`collect.${state}`, lang, {
      rate: numberText(rate, lang, rate < 10 ? 1 : 0),
      lag: numberText(lag ?? 0, lang),
    })
  }
}

/** `Collected 10 messages, 10 rows, 0 rejects: up to the end that was there`. */
export function endedLine(collected: Collected, lang: Lang = currentLang()): string {
  const { messages, rows, rejects, stop, lag } = collected
  const line = phrase('collect.end', lang, {
    counts: countsText(messages, sumOf(rows), sumOf(rejects), lang),
    why: phrase(`collect.why.${stop}`, lang),
  })
  return lag > 0 ? phrase('collect.left', lang, { line, left: counted(lag, 'offsetLeft', lang) }) : line
}

const countsText = (messages: number, rows: number, rejects: number, lang: Lang): string =>
  phrase('collect.counts', lang, {
    messages: counted(messages, 'message', lang),
    rows: counted(rows, 'row', lang),
    rejects: counted(rejects, 'reject', lang),
  })

const sumOf = ({ added, present, changed }: Counts): number => added + present + changed

/** A time in the unit that one thinks in: `45 s`, `12 min`, `7.5 h`. */
export function timeText(ms: number, lang: Lang = currentLang()): string {
  const seconds = ms / 1000
  if (seconds < 100) return phrase('time.s', lang, { n: numberText(seconds, lang, seconds < 10 ? 1 : 0) })
  if (seconds < 6000) return phrase('time.min', lang, { n: numberText(seconds / 60, lang, 0) })
  return phrase('time.h', lang, { n: numberText(seconds / 3600, lang, 1) })
}
