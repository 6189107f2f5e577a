import { type Database } from './driver'
import { toVersion1 } from './version-1'
import { toVersion2 } from './version-2'

/**
 * One step from each version of the layout to the next, in order; `user_version` says how many of them a file has had. A
 * new file goes through all of them, so that it is laid out as one that was brought up. Each runs inside the transaction
 * of all. A step that was published is never changed.
 */
export const MIGRATIONS: readonly ((db: Database) => void)[] = [toVersion1, toVersion2]
