/** Marks our files in the header of the database: "carn" as a 32-bit number (https://www.sqlite.org/pragma.html). */
export const APPLICATION_ID = 0x6361726e

/**
 * One step from each version of the layout to the next, in order; `user_version` says how many of them a file has had.
 * A step that was published is never changed.
 *
 * Offsets are whole numbers of 64 bits, times are milliseconds since 1970 in UTC. `filter` is in words, `all rows`
 * where there was none. `group_value` is NULL for rows without a group. A cluster without a known id is ''.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE schemas (
    name TEXT PRIMARY KEY,
    fields TEXT NOT NULL CHECK (json_valid(fields))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    saved_at TEXT NOT NULL,
    schema TEXT NOT NULL REFERENCES schemas (name),
    topic TEXT NOT NULL,
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    ranges TEXT NOT NULL CHECK (json_valid(ranges)),
    read INTEGER NOT NULL,
    parsed INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    tombstones INTEGER NOT NULL,
    empty INTEGER NOT NULL,
    provenance TEXT NOT NULL CHECK (json_valid(provenance)),
    versions TEXT NOT NULL CHECK (json_valid(versions)),
    CHECK (read = parsed + rejected + tombstones + empty)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE rejects (
    schema TEXT NOT NULL REFERENCES schemas (name),
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    row INTEGER NOT NULL,
    timestamp INTEGER,
    stage TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    position INTEGER,
    key BLOB,
    value BLOB,
    headers TEXT NOT NULL CHECK (json_valid(headers)),
    PRIMARY KEY (schema, topic, partition, offset, row)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE statistics (
    run TEXT NOT NULL REFERENCES runs (id),
    filter TEXT NOT NULL,
    group_by TEXT NOT NULL,
    described TEXT NOT NULL,
    group_value ANY,
    n INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    mean REAL,
    min REAL,
    max REAL,
    sd REAL,
    q1 REAL,
    median REAL,
    q3 REAL
  ) STRICT;
  CREATE INDEX statistics_by_run ON statistics (run, filter, group_by, described);

  CREATE TABLE positions (
    schema TEXT NOT NULL REFERENCES schemas (name),
    cluster TEXT NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    last_offset INTEGER,
    last_timestamp INTEGER,
    last_hash TEXT,
    PRIMARY KEY (schema, cluster, topic, partition)
  ) STRICT, WITHOUT ROWID;
  `,
]

/** An identifier in SQL, whatever characters are in it. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Why SQLite cannot have this as a name; null where it can. */
export function nameFault(name: string): string | null {
  if (name === '') return 'it is empty'
  if (name.includes('\0')) return 'it holds a NUL character'
  // A lone surrogate has no UTF-8 form: two such names would become one.
  return /\p{Surrogate}/u.test(name) ? 'it is not valid Unicode' : null
}

/** Names as SQLite compares them: letters of ASCII regardless of case, all others exactly. */
export const foldName = (name: string): string => name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
