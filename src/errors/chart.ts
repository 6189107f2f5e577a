import { entry } from './define'

export const chartErrors = {
  CHART_NEEDS_STATISTICS: entry<{ missing: readonly string[] }>({
    what: (p) =>
      p.missing.length === 0
        ? 'What was given to be drawn is no DataFrame.'
        : `The DataFrame to draw is no statistics by group: it has no column ${p.missing.join(', ')}.`,
    todo: () =>
      "Give boxPlot what groupStats returns: boxPlot(groupStats(df, { by: 'filiere', of: 'age' })).",
    example: { missing: ['q1', 'median', 'q3'] },
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
