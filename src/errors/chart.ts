import { type ColumnType } from '../table'
import { entry } from './define'
import { TYPES } from './query'

export const chartErrors = {
  CHART_NEEDS_STATISTICS: entry<{ missing: readonly string[] }>({
    what: (p) =>
      p.missing.length === 0
        ? 'What was given to be drawn is neither a DataFrame nor a table.'
        : `The DataFrame to draw is no statistics by group: it has no column ${p.missing.join(', ')}.`,
    todo: () =>
      "Give boxPlot what groupStats returns: boxPlot(groupStats(df, { by: 'filiere', of: 'age' })).",
    example: { missing: ['q1', 'median', 'q3'] },
  }),
  CHART_COLUMN_TYPE: entry<{
    chart: string
    column: string
    type: ColumnType
    needs: 'numbers' | 'numbers or times'
  }>({
    what: (p) => `${p.chart} draws ${p.needs}, and the column "${p.column}" holds ${TYPES[p.type]}.`,
    todo: (p) =>
      p.needs === 'numbers'
        ? 'Name a column of numbers, or declare it integer() or number() in the schema.'
        : 'Name a column of numbers, timestamps or dates, or declare it as one in the schema.',
    example: { chart: 'lineChart', column: 'nom', type: 'text', needs: 'numbers or times' },
  }),
  CHART_NO_NUMBERS: entry<{ chart: string; columns: readonly string[] }>({
    what: (p) =>
      p.columns.length === 0
        ? `${p.chart} was given no column to draw.`
        : `${p.chart} finds no column of numbers among ${p.columns.join(', ')}.`,
    todo: () =>
      "Give it the answer of a question that has one: summarise({ n: count(), mean: mean('age') }).",
    example: { chart: 'barChart', columns: ['nom', 'filiere'] },
  }),
  CHART_ROW_TWICE: entry<{ chart: string; place: string }>({
    what: (p) => `${p.chart} would draw two rows over each other: those with ${p.place}.`,
    todo: () =>
      'Group by the columns that are drawn and no others, or give the other one to smallMultiples as its by.',
    example: { chart: 'heatMap', place: 'filiere = Biologie, annee = 2026' },
  }),
  CHART_INTERVAL: entry<{ interval: string; missing: 'sd' | 'n and sd' | 'mean' }>({
    what: (p) =>
      p.missing === 'mean'
        ? `The interval "${p.interval}" is one of a mean, and the bars are none.`
        : `The interval "${p.interval}" is made of the ${p.missing === 'sd' ? 'column sd' : 'columns n and sd'}, and there is no such column.`,
    todo: (p) =>
      p.missing === 'mean'
        ? "Draw a mean, or give interval: 'none', or the two columns: { low, high, called }."
        : "Ask for them: summarise({ n: count('age'), mean: mean('age'), sd: sd('age') }), or give what groupStats returns.",
    example: { interval: 'confidence', missing: 'n and sd' },
  }),
  CHART_LEVEL: entry<{ level: string }>({
    what: (p) => `The level of a confidence interval is between 0 and 1, not ${p.level}.`,
    todo: () => 'Give level: 0.95, or another part of 1.',
    example: { level: '95' },
  }),
  PICTURE_FAILED: entry<{ title: string; reason: string }>({
    what: (p) => `The picture "${p.title}" could not be drawn: ${p.reason}.`,
    todo: () =>
      'Run npm ci, which puts back the parts that draw it; the table of the same figures is not affected.',
    example: { title: 'Age by field of study', reason: "Cannot find module '@resvg/resvg-js'" },
  }),
  PICTURE_NOT_WRITTEN: entry<{ file: string; reason: string }>({
    what: (p) => `The picture ${p.file} could not be written: ${p.reason}.`,
    todo: () => 'Give a file in a folder that you may write to, on a disk that has room.',
    example: { file: 'out/age_distribution.png', reason: 'permission denied' },
  }),
}
