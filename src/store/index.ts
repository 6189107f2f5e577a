export { readSqlite, type SqliteRows } from './read-table'
export { type Counts, type Position, type Saved } from './saved'
export { openStore, type OpenOptions, type SaveOptions, type Store } from './store'
