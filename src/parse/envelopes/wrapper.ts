import { own, type Envelope } from './envelope'

/** Names that say no more than that something is in them. */
const NAMES = ['data', 'value', 'payload', 'record', 'message', 'body', 'event']

/** An object with one name that says nothing, and the fields in it: `{"data": {…}}`. */
export const wrapper: Envelope = {
  open(fields) {
    for (const name of NAMES) {
      const value = own(fields, name)
      if (value === undefined || Object.keys(fields).length !== 1) continue
      const holds =
        typeof value === 'object' ? value !== null : typeof value === 'string' && /^\s*[{[]/.test(value)
      return holds ? { value, path: [name], envelope: `"${name}"` } : null
    }
    return null
  },
  couldBe: ([name = '', ...others]) => others.length === 0 && NAMES.includes(name),
}
