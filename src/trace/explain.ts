import { type Frame, isFrame } from '../frame'
import { type Parsed, type Reject } from '../parse/outcome'
import { explain as explainMessage, type MessagePlace } from '../profile/explain'
import { type Explanation } from '../profile/explanation'
import { type Answer } from '../query'
import { Table } from '../table'
import { type FigureMessages, figureMessages } from './figure-messages'
import { type GroupOf } from './group'

/**
 * The way of a message to its row: `explain(parsed, 3)` shows the message behind row 3 (or behind a reject, or at a place such
 * as `{ topic: 'message', partition: 0, offset: 17n }`) and each step that was taken.
 *
 * Throws MESSAGE_ABSENT where the outcome has no such row or message, MESSAGES_NOT_KEPT where it was not made of a batch.
 */
export function explain(parsed: Parsed<object>, which: number | Reject | MessagePlace): Explanation
/**
 * The messages behind figures: `explain(stats, 'Biologie')` lists the rows of which the figures of that group were made,
 * each with its topic, partition and offset. A group of several columns is given by name: `{ filiere: 'Biologie', year: 2 }`.
 * Without one: those behind all the figures.
 *
 * Throws FIGURE_EXPECTED, FIGURE_GROUP_UNKNOWN, FIGURE_KEY_UNKNOWN, FIGURE_ROWS_UNKNOWN.
 */
export function explain(figures: Frame | Answer<object>, group?: GroupOf): FigureMessages
export function explain(
  value: Parsed<object> | Frame | Answer<object>,
  which?: number | Reject | MessagePlace | GroupOf,
): Explanation | FigureMessages {
  if (isFrame(value) || value instanceof Table) return figureMessages(value, which as GroupOf)
  return explainMessage(value, which as number | Reject | MessagePlace)
}
