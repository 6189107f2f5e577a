/** The columns of a table of statistics by group after its group column, in order. */
export const FIGURES = ['n', 'missing', 'mean', 'min', 'max', 'sd', 'q1', 'median', 'q3'] as const
