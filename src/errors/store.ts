import { entry } from './define'

export const storeErrors = {
  STORE_DRIVER_BROKEN: entry<{ node: string; reason: string }>({
    what: (p) => `The SQLite driver cannot be loaded in Node ${p.node}: ${p.reason}.`,
    todo: () =>
      'Run npm rebuild better-sqlite3 (after a change of Node version its binary must be built anew).',
    example: { node: '22.13.0', reason: 'it was compiled against a different Node.js version' },
  }),
  STORE_IS_FOLDER: entry<{ file: string }>({
    what: (p) => `${quoted(p.file)} is a folder, not a database file.`,
    todo: () => 'Name a file in it, such as students_analysis.db.',
    example: { file: 'out' },
  }),
  STORE_FOLDER_FAILED: entry<{ folder: string; reason: string }>({
    what: (p) => `The folder ${quoted(p.folder)} for the database cannot be made: ${p.reason}.`,
    todo: () => 'Choose a folder that you may write to.',
    example: { folder: '/data/out', reason: 'EACCES: permission denied' },
  }),
  STORE_NOT_DATABASE: entry<{ file: string }>({
    what: (p) => `${quoted(p.file)} is not a SQLite database; it was left as it is.`,
    todo: () => 'Name another file, or move this one away.',
    example: { file: 'out/students.csv' },
  }),
  STORE_NOT_OURS: entry<{ file: string }>({
    what: (p) => `${quoted(p.file)} is a SQLite database that another program made; it was left as it is.`,
    todo: () => 'Name a new file: carnet keeps its tables in a file of its own.',
    example: { file: 'places.sqlite' },
  }),
  STORE_NEWER: entry<{ file: string; version: number; known: number }>({
    what: (p) =>
      `${quoted(p.file)} was made by a newer carnet (its version is ${p.version}, this one knows ${p.known}).`,
    todo: () => 'Update carnet, or name another file.',
    example: { file: 'out/students_analysis.db', version: 3, known: 1 },
  }),
  STORE_LOCKED: entry<{ file: string }>({
    what: (p) => `${quoted(p.file)} is in use: another program is writing to it.`,
    todo: () =>
      'Close the other program or its open transaction (a database browser, another notebook), then run this again.',
    example: { file: 'out/students_analysis.db' },
  }),
  STORE_READ_ONLY: entry<{ file: string }>({
    what: (p) => `${quoted(p.file)} cannot be written to: the file or its folder is read-only.`,
    todo: () => 'Change its rights, or name a file in another folder.',
    example: { file: 'out/students_analysis.db' },
  }),
  STORE_DAMAGED: entry<{ file: string }>({
    what: (p) => `${quoted(p.file)} is damaged; nothing was written to it.`,
    todo: () => 'Keep a copy, name a new file and save again: the captures hold the messages.',
    example: { file: 'out/students_analysis.db' },
  }),
  STORE_DISK_FULL: entry<{ file: string }>({
    what: (p) =>
      `There is no room left to write ${quoted(p.file)}; nothing of this step was kept, all before it was.`,
    todo: () => 'Free some space, or name a file on another disk, then run this again.',
    example: { file: 'out/students_analysis.db' },
  }),
  STORE_LOG_LEFT: entry<{ file: string; log: string; reason: string }>({
    what: (p) =>
      `The last changes of ${quoted(p.file)} are still in ${quoted(p.log)} beside it: they could not be written into the file (${p.reason}).`,
    todo: () => 'Keep both files together, make room on the disk, then open and close the store again.',
    example: {
      file: 'out/students_analysis.db',
      log: 'out/students_analysis.db-wal',
      reason: 'database or disk is full',
    },
  }),
  STORE_CLOSED: entry<{ file: string }>({
    what: (p) => `The store ${quoted(p.file)} is closed.`,
    todo: () => 'Open it again with openStore().',
    example: { file: 'out/students_analysis.db' },
  }),
  STORE_FILE_GONE: entry<{ file: string }>({
    what: (p) => `${quoted(p.file)} was moved, replaced or deleted while it was open; nothing was written.`,
    todo: () => 'Open it again with openStore(), then save again.',
    example: { file: 'out/students_analysis.db' },
  }),
  STORE_FAILED: entry<{ file: string; reason: string }>({
    what: (p) => `SQLite could not work on ${quoted(p.file)}: ${p.reason}.`,
    todo: () =>
      'Check the disk and the rights on the file and its folder; nothing of the failed step was kept.',
    example: { file: 'out/students_analysis.db', reason: 'unable to open database file (SQLITE_CANTOPEN)' },
  }),
  STORE_NAME_REFUSED: entry<{ name: string; reason: string }>({
    what: (p) => `Rows cannot be stored in a table called ${JSON.stringify(p.name)}: ${p.reason}.`,
    todo: () => "Give the schema another name: schema({ … }, { name: 'students' }).",
    example: { name: 'runs', reason: 'the store has a table of its own by that name' },
  }),
  STORE_COLUMN_REFUSED: entry<{ column: string; reason: string }>({
    what: (p) => `The field ${JSON.stringify(p.column)} cannot be a column of the database: ${p.reason}.`,
    todo: () => 'Rename the field in the schema.',
    example: { column: 'Age', reason: 'SQLite does not tell it from "age"' },
  }),
  STORE_SCHEMA_CHANGED: entry<{ table: string; differences: readonly string[] }>({
    what: (p) => `The table "${p.table}" was made for another schema: ${p.differences.join('; ')}.`,
    todo: () =>
      'Give the changed schema another name, or save into another file; what is stored was left as it is.',
    example: { table: 'students', differences: ['"note" (number) is new', '"age" was integer and is text'] },
  }),
  STORE_OTHER_MESSAGE: entry<{ table: string; at: string }>({
    what: (p) =>
      `The message at ${p.at} is stored in "${p.table}" already, and is another one there; nothing was saved.`,
    todo: () =>
      'The topic was made anew while it was read: read it again from its beginning, then save that.',
    example: { table: 'students', at: 'message[0] 17' },
  }),
  STORE_MOVED_ON: entry<{ file: string; table: string; topic: string }>({
    what: (p) =>
      `Another program has gone on with topic "${p.topic}" in "${p.table}" of ${quoted(p.file)}; this one wrote nothing more.`,
    todo: () => 'Begin again: it goes on from where the other one is.',
    example: { file: 'out/students_analysis.db', table: 'students', topic: 'message' },
  }),
  COLLECT_BUSY: entry<{
    file: string
    table: string
    topic: string
    pid: number
    since: string
    isHere: boolean
  }>({
    what: (p) =>
      `Topic "${p.topic}" is being collected into "${p.table}" of ${quoted(p.file)} already: by process ${p.pid}${p.isHere ? '' : ' on another machine'}, since ${p.since}.`,
    todo: (p) =>
      p.isHere
        ? 'Stop that one first, or leave it to its work: what it collects can be read meanwhile.'
        : 'Stop that one first; when it is gone without having said so, this works ten minutes after.',
    example: {
      ...{ file: 'out/students_analysis.db', table: 'students', topic: 'message' },
      ...{ pid: 4711, since: '2026-11-24T16:00:00.000Z', isHere: true },
    },
  }),
  STORE_VALUE_REFUSED: entry<{ column: string; at: string; value: string }>({
    what: (p) =>
      `The value ${p.value} of "${p.column}" at ${p.at} cannot be stored: SQLite has whole numbers of 64 bits; nothing was saved.`,
    todo: () => 'Declare the field text() in the schema to keep all its digits.',
    example: { column: 'id', at: 'message[0] 17', value: '18446744073709551616' },
  }),
  STORE_STATS_UNKNOWN: entry<object>({
    what: () =>
      'Statistics to be saved must be what groupStats() returned, so that each figure is kept with its filter.',
    todo: () =>
      'Pass the frame of groupStats(), or filter it with where(); a frame made of it by Danfo has lost its label.',
    example: {},
  }),
  STORE_STATS_FOREIGN: entry<{ stats: string; rows: string }>({
    what: (p) => `The statistics were made from ${p.stats}, and the rows to be saved are from ${p.rows}.`,
    todo: () => 'Make the statistics from the rows that are saved with them.',
    example: { stats: 'message[0] 0–9', rows: 'message[0] 0–19' },
  }),
}

function quoted(file: string): string {
  return `"${file}"`
}
