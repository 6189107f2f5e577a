import { type Database } from './driver'

/** The first layout. Rows have their topic as text; rejects hold the bytes of their messages. */
export function toVersion1(db: Database): void {
  db.exec(`
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
  `)
}
