import { BinaryFault } from '../cursor'
import { size } from './primitives'
import { spend, within, type Read, type State } from './read'

/** A record as an object; a field may have any name. */
export function recordOf(fields: readonly { readonly name: string; readonly read: Read }[]): Read {
  return (state) =>
    within(state, () => {
      const record = Object.create(null) as Record<string, unknown>
      for (const { name, read } of fields) {
        spend(state)
        record[name] = read(state)
      }
      return record
    })
}

export function enumOf(symbols: readonly string[]): Read {
  return ({ cursor }) => {
    const symbol = symbols[size(cursor)]
    if (symbol === undefined) throw new BinaryFault('an enum in it has no such symbol')
    return symbol
  }
}

export function unionOf(branches: readonly Read[]): Read {
  return (state) => {
    const read = branches[size(state.cursor)]
    if (!read) throw new BinaryFault('a union in it has no such branch')
    return within(state, () => read(state))
  }
}

export function arrayOf(read: Read): Read {
  return (state) =>
    within(state, () => {
      const values: unknown[] = []
      eachOfBlocks(state, () => values.push(read(state)))
      return values
    })
}

export function mapOf(read: Read): Read {
  return (state) =>
    within(state, () => {
      const fields = Object.create(null) as Record<string, unknown>
      eachOfBlocks(state, () => {
        const name = state.cursor.text(size(state.cursor))
        fields[name] = read(state)
      })
      return fields
    })
}

/** Items come in blocks, each with its count (a negative one is followed by the bytes of the block), up to one of none. */
function eachOfBlocks(state: State, readItem: () => void): void {
  for (;;) {
    const count = size(state.cursor)
    if (count === 0) return
    if (count < 0) size(state.cursor)
    for (let i = Math.abs(count); i > 0; i--) {
      spend(state)
      readItem()
    }
  }
}
