import { visible } from '../chart/visible'
import { type Html, safe } from '../html/safe'
import { type BarsBlock } from './view'

// Drawn with attributes and in the text's own colour: no style of its own, and right on any ground.

const PART = { width: 72, height: 9 }
const SHARE = { width: 5, gap: 1, height: 18 }
const BAR = { width: 16, gap: 2, height: 64 }
/** What is there at all is seen. */
const LEAST = 1.5

/** A part of a whole as a bar in a cell; the words beside it say the same. */
export function partBar(part: number): Html {
  const { width, height } = PART
  const filled = round(Math.min(1, Math.max(0, part)) * width)
  return safe`<svg width="${width}" height="${height}" aria-hidden="true"><rect width="${width}" height="${height}" fill="currentColor" fill-opacity="0.12"/><rect width="${filled}" height="${height}" fill="currentColor" fill-opacity="0.65"/></svg>`
}

/** Shares along something, in a cell: full height is all. */
export function shareBars(shares: readonly number[], label: string): Html {
  const { width, gap, height } = SHARE
  const bars = shares.map((share, i) => {
    const tall = share > 0 ? round(Math.max(LEAST, Math.min(1, share) * height)) : 0
    return safe`<rect x="${i * (width + gap)}" y="${round(height - tall)}" width="${width}" height="${tall}" fill="currentColor" fill-opacity="0.65"/>`
  })
  const all = Math.max(0, shares.length * (width + gap) - gap)
  return safe`<svg role="img" aria-label="${visible(label)}" width="${all}" height="${height + 1}">${bars}<rect y="${height}" width="${all}" height="1" fill="currentColor" fill-opacity="0.45"/></svg>`
}

/** A row of bars; each says what it stands for when it is pointed at. */
export function barsHtml({ title, bars, notes }: BarsBlock): Html {
  const most = Math.max(0, ...bars.map((b) => b.value))
  const width = Math.max(0, bars.length * (BAR.width + BAR.gap) - BAR.gap)
  const name = visible(title)
  const words = [title, ...notes].map(visible).join('. ')
  return safe`<p style="font-size:.93em"><b>${name}</b></p>
<div class="carnet-scroll" tabindex="0" role="group" aria-label="${name}"><svg role="img" aria-label="${words}" width="${width}" height="${BAR.height + 1}" viewBox="0 0 ${width} ${BAR.height + 1}">
${bars.map(({ value, label }, i) => oneBar(value, label, i, most))}<rect y="${BAR.height}" width="${width}" height="1" fill="currentColor" fill-opacity="0.45"/></svg></div>
${notes.map((note) => safe`<p><small>${visible(note)}</small></p>\n`)}`
}

function oneBar(value: number, label: string, index: number, most: number): Html {
  const height = value > 0 ? round(Math.max(LEAST, (value / most) * BAR.height)) : 0
  const x = index * (BAR.width + BAR.gap)
  // The whole height answers to the pointer.
  return safe`<g><title>${visible(label)}</title><rect x="${x}" width="${BAR.width}" height="${BAR.height}" fill-opacity="0"/><rect x="${x}" y="${round(BAR.height - height)}" width="${BAR.width}" height="${height}" fill="currentColor" fill-opacity="0.65"/></g>\n`
}

const round = (n: number): number => Math.round(n * 10) / 10
