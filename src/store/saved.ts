/** How many of what was to be saved was new, was there already, or was there in another form and was replaced. */
export interface Counts {
  readonly added: number
  readonly present: number
  /** The same message, read otherwise than before (the schema's rules or the parser have changed). */
  readonly changed: number
}

/** Where reading goes on in one partition. */
export interface Position {
  readonly topic: string
  readonly partition: number
  readonly next: bigint
}

/** What one save did. */
export interface Saved {
  readonly kind: 'saved'
  readonly file: string
  /** The table that holds the rows. */
  readonly table: string
  /** The id of the run: the same schema, offsets and parameters give the same one. */
  readonly run: string
  readonly rows: Counts
  readonly rejects: Counts
  /** Lines of statistics, over all filters. */
  readonly statistics: number
  readonly positions: readonly Position[]
  /**
   * Which making of the topic the messages are of, from 1; the greatest of several topics. A topic that was made anew (other
   * messages at offsets that are stored already) is the next generation: rows of both stay.
   */
  readonly generation: number
  /** A sentence, where the messages begin a new generation or belong to one that is over; else null. */
  readonly note: string | null
}

/** Counts while they grow. */
export class Tally implements Counts {
  added = 0
  present = 0
  changed = 0

  /** The counts as they are now, as plain data. */
  counts(): Counts {
    return { added: this.added, present: this.present, changed: this.changed }
  }
}
