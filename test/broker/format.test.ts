import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatOnce, readClusterId } from '../../src/broker/format'
import { testFolder } from '../support/folders'

const java = { command: '/no/such/java', version: 17, from: 'PATH', build: '' } as const
const parts = { version: '4.4.0', label: 'Apache Kafka', classPath: [], jvm: [] }

test('a data folder that is there keeps its cluster', async () => {
  const folder = testFolder()
  mkdirSync(join(folder, 'data'))
  writeFileSync(
    join(folder, 'data', 'meta.properties'),
    '#\n#Wed Nov 25 12:00:00 UTC 2026\ncluster.id=DgBjpUFQ43MwXTz5elC7hA\nnode.id=1\n',
  )
  expect(await formatOnce(folder, java, parts)).toBe('DgBjpUFQ43MwXTz5elC7hA')
})

test('a data folder that does not say whose it is is not touched', async () => {
  const folder = testFolder()
  mkdirSync(join(folder, 'data'))
  for (const text of [null, '', 'node.id=1\n', 'cluster.id=\n', 'cluster.id=../x\n']) {
    if (text !== null) writeFileSync(join(folder, 'data', 'meta.properties'), text)
    await expect(formatOnce(folder, java, parts)).rejects.toMatchObject({ code: 'BROKER_DATA_BROKEN' })
  }
})

test('readClusterId gives null for a folder that is not there', () => {
  expect(readClusterId('/no/such/folder')).toBeNull()
})
