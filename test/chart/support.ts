import { join } from 'node:path'
import { type Figure } from '../../src/chart/figure'
import { type Table } from '../../src/table'
import { table } from '../show/values'

export const golden = (name: string): string => join(__dirname, '..', 'golden', 'chart', `${name}.json`)

/** A figure as a reviewed text: what it draws and says, without its provenance and its pictures. */
export const json = (figure: Figure): string =>
  JSON.stringify({ ...figure, label: undefined }, null, 2) + '\n'

export interface Trace {
  readonly type: string
  readonly mode?: string
  readonly orientation?: string
  readonly name?: string
  readonly xaxis: string
  readonly x: readonly (number | string | null)[]
  readonly y: readonly (number | string | null)[]
  readonly base?: readonly number[]
  readonly width?: number | readonly number[]
  readonly text?: readonly string[]
  readonly hovertext?: readonly string[]
  readonly hovertemplate?: string
  readonly showlegend?: boolean
  readonly error_y?: { readonly array: readonly number[]; readonly arrayminus: readonly number[] }
  readonly marker: {
    readonly color: string | readonly (number | string)[]
    readonly size?: number | readonly number[]
    readonly symbol?: string
    readonly cmin?: number
    readonly cmax?: number
    readonly showscale?: boolean
  }
  readonly line?: { readonly color: string; readonly dash: string }
}
interface Axis {
  readonly range: readonly [number | string, number | string]
  readonly ticktext?: readonly string[]
  readonly dtick?: number
  readonly tick0?: number | string
  readonly type?: string
  readonly matches?: string
  readonly showticklabels?: boolean
  readonly domain?: readonly [number, number]
}
export interface Layout {
  readonly title: { readonly text: string }
  readonly xaxis: Axis
  readonly yaxis: Axis
  readonly xaxis2?: Axis
  readonly annotations: readonly { readonly text: string }[]
  readonly margin: { readonly l: number; readonly r: number; readonly t: number; readonly b: number }
  readonly width: number
  readonly height: number
  readonly showlegend: boolean
}
export const traces = (figure: Figure): readonly Trace[] => figure.spec.data as readonly Trace[]
export const layout = (figure: Figure): Layout => figure.spec.layout as Layout
export const said = (figure: Figure): readonly string[] => layout(figure).annotations.map((a) => a.text)

/** Numbers of a figure that JSON does not hold. */
export function notFinite(figure: Figure): number {
  let found = 0
  JSON.stringify(figure.spec, (_, v: unknown) => {
    if (typeof v === 'number' && !Number.isFinite(v)) found++
    return v
  })
  return found
}

/** What Plotly would take for markup, beside our own. */
export const foreignTags = (figure: Figure): readonly string[] =>
  (JSON.stringify(figure.spec).match(/<[^>]*>/g) ?? []).filter(
    (tag) =>
      ![
        '<b>',
        '</b>',
        '<br>',
        '<span style=\\"font-size:13px\\">',
        '</span>',
        '<extra>',
        '</extra>',
      ].includes(tag),
  )

export const HOSTILE = '<b>x</b> &amp; %{y} <a href="javascript:1">'

/** Ages and marks of three fields over three days; one row lacks a mark, one its field. */
export const people = (): Table =>
  table({
    filiere: ['text', ['Physique', 'Biologie', 'Biologie', 'Droit', 'Biologie', null]],
    age: ['integer', [19, 21, 23, 30, 24, 40]],
    note: ['number', [12, 9.5, 14, null, 11, 8]],
    jour: ['date', ['2026-11-22', '2026-11-24', '2026-11-22', '2026-11-23', '2026-11-23', '2026-11-22']],
  })

/** So many groups with long names that differ at their ends. */
export const longNames = (n: number): string[] =>
  Array.from({ length: n }, (_, i) => `Licence professionnelle MANAGEMENT des organisations ${i}`)
