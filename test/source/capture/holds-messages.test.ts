import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { holdsMessages } from '../../../src/source/capture/holds-messages'
import { testFolder } from '../../support/folders'

const holds = (content: string | Buffer, name = 'a.ndjson'): Promise<boolean> => {
  const file = join(testFolder(), name)
  writeFileSync(file, content)
  return holdsMessages(file)
}
const message = '{"topic":"t","partition":0,"offset":1,"payload":"{}"}\n'

describe('a capture', () => {
  test.each([
    ['messages of kcat', message],
    ['a message of bytes', '{"topic":"t","partition":0,"offset":1,"payload_b64":"AA=="}\n'],
    ['a tombstone', '{"topic":"t","partition":0,"offset":1,"key":null,"payload":null}'],
    ['a manifest', '{"carnet":"capture","version":1}\n'],
    ['a byte order mark and blank lines first', `\ufeff\n  \n${message}`],
    ['a damaged first line', `{"topic":"t","part\n[1]\n${message}`],
    ['a value in raw bytes', Buffer.from(message.replace('{}', '\xe9'), 'latin1')],
    ['gzip', gzipSync(message)],
    ['gzip that was cut', gzipSync(message.repeat(1000) + Math.random()).subarray(0, -12)],
    ['the first byte of a .kcap file', Buffer.from([0x89])],
  ])('is told by its content: %s', async (_, content) => {
    expect(await holds(content)).toBe(true)
  })

  test('is an empty file of that name', async () => {
    expect(await holds('', 'a.kcap')).toBe(true)
    expect(await holds('')).toBe(false)
  })

  test('is what is no file, so that opening it tells', async () => {
    const folder = join(testFolder(), 'a')
    mkdirSync(folder)
    expect(await holdsMessages(folder)).toBe(true)
  })
})

describe('values', () => {
  test.each([
    ['objects', '{"nom":"Ada","age":22}\n'],
    ['objects after lines that are no JSON', '\n{"nom":\nx\n{"nom":"Ada"}\n' + message],
    ['an object with some of the names', '{"topic":"t","partition":0,"payload":"x"}\n'],
    ['names that every object has', '{"constructor":1,"__proto__":{"topic":1}}\n'],
    ['arrays and numbers', '[1]\n2\n"x"\nnull\n'],
    ['lines of no JSON, however many', 'x\n'.repeat(1000) + message],
    ['blank lines alone', '\n\n'],
    ['gzip', gzipSync('{"nom":"Ada"}\n')],
    ['UTF-16', Buffer.from('\ufeff{"nom":"Ada"}\n', 'utf16le')],
  ])('are all else: %s', async (_, content) => {
    expect(await holds(content)).toBe(false)
  })
})

test('a file that is not there is told by whoever opens it', async () => {
  await expect(holdsMessages(join(testFolder(), 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
})
