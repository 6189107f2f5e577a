import { type Checkup, type CheckStep } from '../../kafka/checkup'
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
    : [{ block: 'line', text: `✓ ${phrase('checkup.ok', lang)}`, tone: 'good' }]
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
      rows: steps.map((step) => row(step, lang)),
    },
    ...outcome,
  ]
}

const TONES = { ok: 'good', failed: 'bad', skipped: 'quiet' } as const satisfies Record<
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
