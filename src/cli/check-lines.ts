import { styleText } from 'node:util'
import { type Checkup, type CheckPart, type CheckStep } from '../kafka/checkup'
import { visible } from '../chart/visible'
import { outcomeOf, partsToShow } from '../show/kinds/checkup'
import { durationText } from '../show/numbers'
import { phrase, type Lang } from '../words'

const SIGNS = { ok: '✓', warning: '!', failed: '✗', skipped: '·' } as const
const COLOURS = { ok: 'green', warning: 'yellow', failed: 'red', skipped: 'dim' } as const

type Status = CheckStep['status']

/** A check-up as the terminal shows it: a line a layer, and below the one that fails what it means and what to do. */
export function checkupLines(
  { target, steps, failure }: Checkup,
  { lang, colour }: { lang: Lang; colour: boolean },
): string[] {
  const paint = (status: Status, text: string): string =>
    colour ? styleText(COLOURS[status], text, { validateStream: false }) : text
  const names = steps.map((s) => phrase(`layer.${s.layer}`, lang))
  const width = Math.max(...names.map((n) => n.length))
  const indent = ' '.repeat(width + 4)

  const line = ({ status, detail, milliseconds }: CheckStep, i: number): string => {
    const time = status === 'skipped' ? '' : ` (${durationText(milliseconds, lang)})`
    // What fails is said in full below.
    const text = status === 'failed' ? phrase('status.failed', lang).replace(/^\S+ /, '') : visible(detail)
    const name = `${paint(status, SIGNS[status])} ${(names[i] ?? '').padEnd(width)}  `
    return name + (status === 'skipped' ? paint(status, text) : text) + time
  }
  const partLine = ({ name, status, detail, milliseconds }: CheckPart): string =>
    `${indent}${paint(status, SIGNS[status])} ${visible(name)}: ${visible(detail)}` +
    (milliseconds === null ? '' : ` (${durationText(milliseconds, lang)})`)

  return [
    phrase('checkup.title', lang, { target: visible(target) }),
    '',
    ...steps.flatMap((step, i) => [line(step, i), ...partsToShow(step).map(partLine)]),
    '',
    ...(failure
      ? [`${paint('failed', '✗')} ${firstLine(failure.what)}`, `→ ${visible(failure.todo)} [${failure.code}]`]
      : [`${paint('ok', '✓')} ${phrase(outcomeOf(steps), lang)}`]),
  ]
}

/** Several faults of the settings are listed above already. */
const firstLine = (what: string): string => visible(what.split('\n')[0] ?? '').replace(/:$/, '.')
