import { type Frame, isFrame } from '../frame'
import { inputOf } from '../parse/input'
import { type Parsed } from '../parse/outcome'
import { isOfTopics } from '../provenance'
import { type Connection } from './connection'
import { forUsers } from './coordinates'
import { MessageWriter } from './messages'
import { checkLast, Positions, savePositions } from './positions'
import { saveRejects } from './rejects'
import { ensureRowTable } from './row-table'
import { saveRows } from './rows'
import { countsOf, runId, saveRun } from './runs'
import { type Saved } from './saved'
import { SavedSources } from './saved-sources'
import { readStatistics, saveStatistics } from './statistics'

export interface SaveOptions {
  /** What `groupStats` returned for these rows: one frame or several, each is kept with its filter. */
  readonly stats?: Frame | readonly Frame[]
  /** What the run was asked to do, such as `params()`: kept with the run, and part of its id. */
  readonly parameters?: Readonly<Record<string, unknown>>
  /**
   * Whether every message is kept as it came, not only those that could not become a row; false by default. Rows of files
   * and databases have no messages.
   */
  readonly raw?: boolean
}

/** Saves an outcome as `Store.save` says. */
export function saveParsed(connection: Connection, outcome: Parsed<object>, options: SaveOptions): Saved {
  const parsed = outcome as Parsed
  const { stats = [], parameters = {}, raw = false } = options
  const statistics = readStatistics(isFrame(stats) ? [stats] : stats, parsed.provenance)
  const batch = inputOf(parsed)?.batch
  try {
    const saved = connection.write((): Saved => {
      const fields = ensureRowTable(connection, parsed.schema.name, parsed.rows.columns)
      const sources = new SavedSources(connection, parsed)
      const positions = new Positions(connection, parsed.schema.name)
      const { rows, rejects } = sources.settle((sourceOf) => {
        if (batch) checkLast(positions, batch, sourceOf)
        const messages = new MessageWriter(connection, { mayChange: !isOfTopics(parsed.provenance) })
        if (raw && batch) for (const record of batch) messages.add(sourceOf(record.topic), record)
        messages.flush()
        return {
          rows: saveRows(connection, parsed, fields, sourceOf),
          rejects: saveRejects(connection, parsed, sourceOf, messages),
        }
      })
      const run = runId(parsed, sources.generations, parameters)
      saveRun(connection, {
        ...{ id: run, kind: 'save', schema: parsed.schema.name, sources: sources.ids, parameters },
        ...{ counts: countsOf(parsed), provenance: parsed.provenance },
      })
      return {
        kind: 'saved',
        file: connection.file,
        table: parsed.schema.name,
        run,
        rows,
        rejects,
        statistics: saveStatistics(connection.db, run, statistics),
        positions: savePositions(positions, parsed, batch, (topic) => sources.of(topic)),
        generation: sources.generation,
        note: sources.note,
      }
    })
    connection.flush()
    return saved
  } catch (e) {
    throw forUsers(e)
  }
}
