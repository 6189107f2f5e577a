import { describe, expect, test } from 'vitest'
import { address, decode, encode, newMessage, type Connection } from '../../src/kernel/wire'

const frames = (key: string, identities: string[] = []): Buffer[] => {
  const parent = newMessage('execute_request', 'theirs', {}).header
  const message = newMessage('stream', 'ours', { text: 'é€ 😀', __proto__: 1, constructor: null }, parent, {
    tag: 1,
  })
  return encode(message, key, identities).map((f) => Buffer.from(f))
}

describe('a message', () => {
  test.each(['secret', ''])('is read as it was written, with key %j', (key) => {
    const { message, identities } = decode(frames(key, ['a', 'b']), key)
    expect(message.header).toMatchObject({ msg_type: 'stream', session: 'ours', version: '5.4' })
    expect(message.parent).toMatchObject({ msg_type: 'execute_request', session: 'theirs' })
    expect(message.content).toEqual({ text: 'é€ 😀', constructor: null })
    expect(message.metadata).toEqual({ tag: 1 })
    expect(identities.map(String)).toEqual(['a', 'b'])
  })

  test('is signed as Jupyter signs: HMAC-SHA256 in hexadecimal over the four parts', () => {
    const at = (n: number): string => frames('')[n]?.toString() ?? ''
    expect([at(0), at(1)]).toEqual(['<IDS|MSG>', ''])
    expect(frames('key')[1]?.toString()).toMatch(/^[0-9a-f]{64}$/)
  })

  test('without a parent has none', () => {
    const { message } = decode(
      encode(newMessage('status', 's', {}), 'k', []).map((f) => Buffer.from(f)),
      'k',
    )
    expect(message.parent).toBeNull()
  })

  test.each([
    ['of another key', () => decode(frames('one'), 'two')],
    ['without a signature where one is due', () => decode(frames(''), 'key')],
    [
      'that was changed',
      () => {
        const changed = frames('key')
        changed[5] = Buffer.from('{"text":"other"}')
        return decode(changed, 'key')
      },
    ],
    ['without a delimiter', () => decode([Buffer.from('x')], 'key')],
    ['that ends early', () => decode(frames('key').slice(0, 4), 'key')],
    ['of no frame', () => decode([], '')],
  ])('%s is refused', (_what, read) => {
    expect(read).toThrow(/Jupyter message/)
  })
})

test('an address is a port on TCP, a file on IPC', () => {
  const connection = { transport: 'tcp', ip: '127.0.0.1' } as Connection
  expect(address(connection, 5555)).toBe('tcp://127.0.0.1:5555')
  expect(address({ ...connection, transport: 'ipc', ip: '/run/kernel' }, 1)).toBe('ipc:///run/kernel-1')
})
