import { existsSync, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { withFile } from '../../src/cli/spool'
import { carnetError } from '../../src/errors'

const signal = new AbortController().signal

test('a file is itself', async () => {
  expect(await withFile('a.ndjson', Readable.from([]), signal, (file) => Promise.resolve(file))).toBe(
    'a.ndjson',
  )
})

test('standard input is a file for as long as it is worked on', async () => {
  let name = ''
  const content = await withFile('-', Readable.from(['é', '\n']), signal, (file) => {
    name = file
    return Promise.resolve(readFileSync(file, 'utf8'))
  })
  expect(content).toBe('é\n')
  expect(existsSync(name)).toBe(false)
})

test('an error about it speaks of standard input', async () => {
  const failed = withFile('-', Readable.from(['x']), signal, (file) =>
    Promise.reject(
      carnetError('SOURCE_FILE_UNREADABLE', { file, reason: `${file} is damaged` }, new Error('why')),
    ),
  )
  await expect(failed).rejects.toMatchObject({
    code: 'SOURCE_FILE_UNREADABLE',
    what: 'The file "standard input" cannot be read: standard input is damaged.',
    cause: { message: 'why' },
  })
  await expect(
    withFile('-', Readable.from(['x']), signal, () => Promise.reject(new Error('other'))),
  ).rejects.toThrow('other')
})
