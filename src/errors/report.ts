import { entry } from './define'

export const reportErrors = {
  REPORT_HOLDS_SECRET: entry<{ setting: string; place: string; file: string; earlier: boolean }>({
    what: (p) =>
      `The report was not written, because it would show the value of ${p.setting}: it is in ${p.place}.`,
    todo: (p) =>
      `Take it out of the notebook and run it again${p.earlier ? `; ${p.file} is still the report of an earlier run` : ''}.`,
    example: {
      setting: 'KAFKA_SASL_PASSWORD',
      place: 'code cell 4 ("Read")',
      file: 'out/01-students.html',
      earlier: true,
    },
  }),
  REPORT_NOT_WRITTEN: entry<{ file: string; reason: string }>({
    what: (p) => `The report ${p.file} could not be written (${p.reason}).`,
    todo: () => 'Check that its folder can be written to and that the disk has room.',
    example: { file: 'out/01-students.html', reason: 'EACCES' },
  }),
  NOTEBOOK_UNREADABLE: entry<{ file: string; reason: string }>({
    what: (p) => `The notebook ${p.file} cannot be read (${p.reason}).`,
    todo: () => 'Name an .ipynb file that exists and that you may read.',
    example: { file: 'notebooks/01-student.ipynb', reason: 'ENOENT' },
  }),
  NOTEBOOK_NOT_JSON: entry<{ file: string; reason: string }>({
    what: (p) => `The notebook ${p.file} is not valid JSON: ${p.reason}.`,
    todo: () => 'A merge may have left its marks in it, or it was cut short: take its last good version.',
    example: { file: 'notebooks/01-students.ipynb', reason: 'Unexpected end of JSON input' },
  }),
  NOTEBOOK_FORMAT: entry<{ file: string; reason: string }>({
    what: (p) => `${JSON.stringify(p.file)} is no notebook of format 4: ${p.reason}.`,
    todo: () => 'Open it in Jupyter and save it there, which writes the format of today.',
    example: { file: 'old.ipynb', reason: 'its format is 3, not 4' },
  }),
  KERNEL_NOT_STARTED: entry<{ command: string; reason: string; log: string }>({
    what: (p) => `The kernel (${p.command}) did not start: ${p.reason}.${p.log === '' ? '' : `\n${p.log}`}`,
    todo: () => 'Run npm run setup, which installs and builds what the kernel is made of, then try again.',
    example: {
      command: 'node dist/kernel/main.js',
      reason: 'it ended with code 1',
      log: "Error: Cannot find module 'zeromq'",
    },
  }),
  KERNEL_CALLED_BY_HAND: entry<object>({
    what: () => 'The kernel was started without a connection file.',
    todo: () => 'Jupyter starts it: use carnet lab, or carnet run to run a notebook without Jupyter.',
    example: {},
  }),
  KERNEL_CONNECTION_UNREADABLE: entry<{ file: string; reason: string }>({
    what: (p) => `The connection file ${p.file} of the kernel cannot be read (${p.reason}).`,
    todo: () => 'Start the kernel anew; Jupyter writes such a file for each start.',
    example: { file: 'kernel-1.json', reason: 'ENOENT' },
  }),
  TSLAB_CHANGED: entry<{ part: string }>({
    what: (p) => `The installed tslab is not the one that this kernel is built on: ${p.part}.`,
    todo: () => 'Run npm ci, which installs the version that the lockfile names.',
    example: { part: 'the version is 1.0.23, not 1.0.22' },
  }),
}
