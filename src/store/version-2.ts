import { type Database } from './driver'
import { moveContent, setAside } from './version-1-content'
import { isoTime } from './views'

/**
 * The second layout. `sources` are the topics of clusters, each making of a topic (`generation`) a line of its own; a
 * cluster without a known id is ''. Rows, rejects, messages and positions belong to a source. `messages` holds messages as
 * they came, where they are kept and always those behind rejects; `headers` is NULL where there are none, `found_at` (when
 * it was stored) is set where a message has no timestamp, `key_is_text` and `value_is_text` say whether bytes are UTF-8.
 * `last_hash` of a position is the fingerprint of the last message before it. `collectors` are running collections.
 *
 * Offsets are whole numbers of 64 bits, times are milliseconds since 1970 in UTC, those with `_at` but `found_at` of
 * messages and `since` are ISO 8601. `filter` is in words, `all rows` where there was none. `group_value` is NULL for rows
 * without a group.
 */
export function toVersion2(db: Database): void {
  const before = setAside(db)
  db.exec(TABLES)
  db.exec(VIEWS)
  moveContent(db, before)
}

const TABLES = `
  CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    cluster TEXT NOT NULL,
    topic TEXT NOT NULL,
    generation INTEGER NOT NULL CHECK (generation > 0),
    since TEXT NOT NULL,
    note TEXT,
    UNIQUE (cluster, topic, generation)
  ) STRICT;

  CREATE TABLE messages (
    source INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    timestamp INTEGER,
    found_at INTEGER,
    key BLOB,
    value BLOB,
    headers TEXT CHECK (headers IS NULL OR json_valid(headers)),
    key_is_text INTEGER,
    value_is_text INTEGER,
    PRIMARY KEY (source, partition, offset)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE rejects (
    schema TEXT NOT NULL REFERENCES schemas (name),
    source INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    row INTEGER NOT NULL,
    stage TEXT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    position INTEGER,
    PRIMARY KEY (schema, source, partition, offset, row),
    FOREIGN KEY (source, partition, offset) REFERENCES messages (source, partition, offset)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rejects_by_message ON rejects (source, partition, offset);

  CREATE TABLE positions (
    schema TEXT NOT NULL REFERENCES schemas (name),
    source INTEGER NOT NULL REFERENCES sources (id),
    partition INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    last_offset INTEGER,
    last_timestamp INTEGER,
    last_hash TEXT,
    PRIMARY KEY (schema, source, partition)
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT 'save' CHECK (kind IN ('save', 'collect'));
  ALTER TABLE runs ADD COLUMN began_at TEXT NOT NULL DEFAULT '';
  ALTER TABLE runs ADD COLUMN sources TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(sources));
  ALTER TABLE runs ADD COLUMN rejected_by_code TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(rejected_by_code));
  ALTER TABLE runs ADD COLUMN formats TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(formats));
  ALTER TABLE runs ADD COLUMN repairs TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(repairs));
  UPDATE runs SET began_at = saved_at;

  CREATE TABLE gaps (
    schema TEXT NOT NULL REFERENCES schemas (name),
    source INTEGER NOT NULL REFERENCES sources (id),
    partition INTEGER NOT NULL,
    from_offset INTEGER NOT NULL,
    to_offset INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('expired', 'truncated', 'recreated')),
    found_at TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES runs (id),
    PRIMARY KEY (schema, source, partition, from_offset),
    CHECK (to_offset >= from_offset)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE collectors (
    schema TEXT NOT NULL REFERENCES schemas (name),
    source INTEGER NOT NULL REFERENCES sources (id),
    token TEXT NOT NULL,
    pid INTEGER NOT NULL,
    machine TEXT NOT NULL,
    began_at TEXT NOT NULL,
    beat_at TEXT NOT NULL,
    PRIMARY KEY (schema, source)
  ) STRICT, WITHOUT ROWID;
`

const PAYLOAD = `iif(m.value_is_text = 1, CAST(m.value AS TEXT), NULL) AS payload,
      iif(m.value_is_text = 0, hex(m.value), NULL) AS payload_hex`

/** For people who open the file in a database browser. */
const VIEWS = `
  CREATE VIEW messages_readable AS
    SELECT s.topic, s.generation, m.partition, m.offset, ${isoTime('m.timestamp')} AS time,
      iif(m.key_is_text = 0, hex(m.key), CAST(m.key AS TEXT)) AS key, ${PAYLOAD},
      length(m.value) AS size, m.headers
    FROM messages AS m JOIN sources AS s ON s.id = m.source;

  CREATE VIEW rejects_readable AS
    SELECT r.schema, s.topic, s.generation, r.partition, r.offset, r.row, ${isoTime('m.timestamp')} AS time,
      r.stage, r.code, r.reason, r.position, ${PAYLOAD}
    FROM rejects AS r JOIN sources AS s ON s.id = r.source
      JOIN messages AS m ON m.source = r.source AND m.partition = r.partition AND m.offset = r.offset;

  CREATE VIEW positions_readable AS
    SELECT p.schema, s.cluster, s.topic, s.generation, p.partition, p.next_offset, p.last_offset,
      ${isoTime('p.last_timestamp')} AS last_time
    FROM positions AS p JOIN sources AS s ON s.id = p.source;

  CREATE VIEW gaps_readable AS
    SELECT g.schema, s.topic, s.generation, g.partition, g.from_offset, g.to_offset,
      g.to_offset - g.from_offset AS offsets, g.reason, g.found_at
    FROM gaps AS g JOIN sources AS s ON s.id = g.source;

  CREATE VIEW statistics_readable AS
    SELECT r.schema, r.topic, t.filter, t.group_by, t.group_value, t.described, t.n, t.missing, t.mean, t.min, t.max,
      t.sd, t.q1, t.median, t.q3, r.ranges, r.read AS messages, json_extract(r.provenance, '$.readAt') AS read_at,
      json_extract(r.provenance, '$.capture.sha256') AS capture_sha256, r.versions, r.saved_at, t.run
    FROM statistics AS t JOIN runs AS r ON r.id = t.run;
`
