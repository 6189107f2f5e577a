/** A message beyond this is kept as a reject: Kafka itself is seldom set to take so much. 64 MiB. */
export const MOST_BYTES = 64 << 20

/** Levels of arrays and objects; deeper messages are made to break parsers. */
export const MOST_LEVELS = 1000

/** Fields of one row: a message with more is no row, and looking at each would take long. */
export const MOST_FIELDS = 10_000

/** Rows of one message. */
export const MOST_ROWS = 100_000

/** A message that is a string, with a message in it: a string in that one is the last that is opened. */
export const MOST_STRINGS = 2

/** Messages within messages, in frames, strings and envelopes. */
export const MOST_DEPTH = 6

/** Values of a flat object that goes the short way (`flat/`). */
export const MOST_VALUES = 256
