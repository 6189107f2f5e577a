import { type Checkup, type CheckPart, type CheckStep } from '../../kafka/checkup'
import { phrase, type Lang } from '../../words'
import { durationText, NOTHING } from '../numbers'
import { type Block, type RowView, type Tone, type View } from '../view'

/** Layer by layer, and for the first that fails what it means and what to do. */
export function checkupView({ target, steps, failure }: Checkup, lang: Lang): View {
  const outcome: Block[] = failure
    ? [
        { block: 'line', text: `✗ ${failure.what}`, tone: 'bad' },
        { block: 'line', text: `→ ${failure.todo}` },
      ]
    : [{ block: 'line', text: `✓ ${phrase(outcomeOf(steps), lang)}`, tone: 'good' }]
  return [
    {
      block: 'table',
      title: phrase('checkup.title', lang, { target }),
      columns: [
        { label: phrase('checkup.layer', lang) },
        { label: phrase('checkup.status', lang) },
        { label: phrase('checkup.time', lang), numeric: true },
        { label: phrase('checkup.detail', lang) },
      ],
      rows: steps.flatMap((step) => [
        row(step, lang),
        ...partsToShow(step).map((part) => partRow(part, lang)),
      ]),
    },
    ...outcome,
  ]
}

/** What to say of a way that leads to its end. */
export const outcomeOf = (steps: readonly CheckStep[]): 'checkup.ok' | 'checkup.warned' =>
  steps.some((step) => step.status === 'warning') ? 'checkup.warned' : 'checkup.ok'

/** Of brokers that all answer, it is enough to name those that the cluster says to go on with. */
export const partsToShow = ({ layer, parts = [] }: CheckStep): readonly CheckPart[] =>
  layer === 'settings' || layer === 'brokers' || parts.some((p) => p.status === 'failed') ? parts : []

const TONES = { ok: 'good', warning: 'bad', failed: 'bad', skipped: 'quiet' } as const satisfies Record<
  CheckStep['status'],
  Tone
>

function row({ layer, status, milliseconds, detail }: CheckStep, lang: Lang): RowView {
  return [
    phrase(`layer.${layer}`, lang),
    { text: phrase(`status.${status}`, lang), tone: TONES[status] },
    status === 'skipped' ? NOTHING : durationText(milliseconds, lang),
    detail,
  ]
}

function partRow({ name, status, milliseconds, detail }: CheckPart, lang: Lang): RowView {
  return [
    `↳ ${name}`,
    { text: phrase(`status.${status}`, lang), tone: TONES[status] },
    milliseconds === null ? NOTHING : durationText(milliseconds, lang),
    detail,
  ]
}
