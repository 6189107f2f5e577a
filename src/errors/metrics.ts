import { entry } from './define'

export const metricsErrors = {
  METRICS_FILE_FAILED: entry<{ file: string; reason: string }>({
    what: (p) => `Metrics cannot be written to ${JSON.stringify(p.file)}: ${p.reason}.`,
    todo: () => 'Name a file in a folder that you may write to, or - for standard output.',
    example: { file: 'metrics.ndjson', reason: 'EACCES: permission denied' },
  }),
  METRICS_PORT_FAILED: entry<{ port: number; reason: string }>({
    what: (p) => `Metrics cannot be served at port ${p.port} of 127.0.0.1: ${p.reason}.`,
    todo: () => 'Choose another port; 0 takes a free one.',
    example: { port: 9400, reason: 'another program has it' },
  }),
}
