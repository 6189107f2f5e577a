import { execFileSync } from 'node:child_process'

/** Runs a query with another SQLite client than ours: the one of Python. Rows come as arrays. */
export function sqlite(file: string, sql: string): unknown[][] {
  const script =
    'import json, sqlite3, sys\n' +
    'rows = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(sys.argv[2]).fetchall()\n' +
    'print(json.dumps(rows, default=lambda b: b.hex()))'
  return JSON.parse(execFileSync('python3', ['-c', script, file, sql], { encoding: 'utf8' })) as unknown[][]
}
