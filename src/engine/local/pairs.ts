import { grown } from './grow'

/** No pair has this number. */
const FREE = 0xffffffff

/**
 * Numbers the different pairs of numbers in order of appearance: a hash table with open addressing, because a Map needs
 * a key that is one value, and making one for each row costs more than all the rest.
 */
export class PairTable {
  size = 0
  #firsts: Uint32Array = new Uint32Array(16)
  #seconds: Uint32Array = new Uint32Array(16)
  #slots = new Uint32Array(64).fill(FREE)

  /** The number of a pair; a new one gets the next. */
  number(first: number, second: number): number {
    const mask = this.#slots.length - 1
    let slot = hash(first, second) & mask
    for (;;) {
      const found = this.#slots[slot]
      if (found === FREE) return this.#add(slot, first, second)
      if (this.#firsts[found] === first && this.#seconds[found] === second) return found
      slot = (slot + 1) & mask
    }
  }

  first(number: number): number {
    return this.#firsts[number]
  }

  second(number: number): number {
    return this.#seconds[number]
  }

  #add(slot: number, first: number, second: number): number {
    const number = this.size++
    this.#firsts = grown(this.#firsts, this.size)
    this.#seconds = grown(this.#seconds, this.size)
    this.#firsts[number] = first
    this.#seconds[number] = second
    this.#slots[slot] = number
    if (this.size * 2 > this.#slots.length) this.#spread()
    return number
  }

  #spread(): void {
    const slots = new Uint32Array(this.#slots.length * 2).fill(FREE)
    const mask = slots.length - 1
    for (let i = 0; i < this.size; i++) {
      let slot = hash(this.#firsts[i], this.#seconds[i]) & mask
      while (slots[slot] !== FREE) slot = (slot + 1) & mask
      slots[slot] = i
    }
    this.#slots = slots
  }
}

/** Mixes two numbers (the last step of MurmurHash3), so that neighbours land far apart. */
function hash(first: number, second: number): number {
  let h = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)
  h ^= h >>> 16
  h = Math.imul(h, 0x7feb352d)
  h ^= h >>> 15
  return h >>> 0
}
