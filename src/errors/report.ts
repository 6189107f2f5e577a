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
  REPORT_CELL_FAILED: entry<{ file: string; cell: string; reason: string }>({
    what: (p) => `No report is made of ${p.file}: ${p.cell} failed (${p.reason}).`,
    todo: () =>
      'Mend the cell and run the notebook again; a cell that is to fail gets the tag raises-exception.',
    example: {
      file: 'out/01-students.ipynb',
      cell: 'code cell 4 ("Read")',
      reason: 'TypeError: x is not a function',
    },
  }),
  REPORT_CELL_NOT_RUN: entry<{ file: string; cell: string }>({
    what: (p) => `No report is made of ${p.file}: ${p.cell} was not run.`,
    todo: () =>
      'Run the notebook from top to bottom: in Jupyter by "Restart Kernel and Run All Cells", or with carnet run.',
    example: { file: 'analysis.ipynb', cell: 'code cell 2 ("Read")' },
  }),
  REPORT_OUT_OF_ORDER: entry<{ file: string; cell: string; before: string }>({
    what: (p) =>
      `No report is made of ${p.file}: ${p.cell} was run before ${p.before}, which stands above it.`,
    todo: () =>
      'Run the notebook from top to bottom: in Jupyter by "Restart Kernel and Run All Cells", or with carnet run.',
    example: { file: 'analysis.ipynb', cell: 'code cell 3 ("Filter")', before: 'code cell 2 ("Read")' },
  }),
  REPORT_CELL_STALE: entry<{ file: string; cell: string }>({
    what: (p) =>
      `No report is made of ${p.file}: ${p.cell} was edited after it ran, so its output is of other code.`,
    todo: () => 'Run the notebook again, from top to bottom.',
    example: { file: 'out/01-students.ipynb', cell: 'code cell 3 ("Filter")' },
  }),
  REPORT_NAMES_CLASH: entry<{ files: readonly string[]; report: string }>({
    what: (p) => `${p.files.join(' and ')} would both become ${p.report}.`,
    todo: () => 'Give one of them another name, or make their reports in two folders with --out.',
    example: { files: ['a/report.ipynb', 'b/report.ipynb'], report: 'out/report.html' },
  }),
  BROWSER_MISSING: entry<{ named: string | null }>({
    what: (p) =>
      p.named === null
        ? 'A report is printed as PDF by a browser, and no Chromium or Chrome was found on the path.'
        : `The browser that CARNET_BROWSER names, ${p.named}, is no program that can be started.`,
    todo: () =>
      'Install Chromium or Chrome, or name one in CARNET_BROWSER; a report as HTML can be printed from any browser.',
    example: { named: null },
  }),
  PDF_NOT_PRINTED: entry<{ browser: string; reason: string }>({
    what: (p) => `The browser ${p.browser} did not print the report: ${p.reason || 'it gave no reason'}.`,
    todo: () => 'Name another browser in CARNET_BROWSER, or print the HTML report from a browser.',
    example: { browser: 'chromium', reason: 'it took longer than 60 s' },
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
