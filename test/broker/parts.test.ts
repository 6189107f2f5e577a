import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KAFKA_JARS } from '../../src/broker/jars'
import { kafkaParts } from '../../src/broker/parts'
import { testFolder } from '../support/folders'

/** A project whose .venv has a Python that does what `script` says instead of jgo. */
function project(script: string): string {
  const root = testFolder()
  const venv = join(root, '.venv')
  for (const folder of ['requirements', '.venv/bin']) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'requirements', 'broker.txt'), '')
  writeFileSync(join(venv, 'pyvenv.cfg'), 'version = 3.12.1\n')
  const sha256 = createHash('sha256').update('').digest('hex')
  writeFileSync(join(venv, '.carnet-broker'), `${sha256} python 3.12.1\n`)
  writeFileSync(join(venv, 'bin', 'python'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(venv, 'bin', 'python'), 0o755)
  return root
}

const first = KAFKA_JARS[0]?.path ?? ''

describe.skipIf(process.platform === 'win32')('kafkaParts', () => {
  test('asks jgo for exactly the pinned jars, into the project', async () => {
    const root = project('echo "$M2_REPO $JGO_CACHE_DIR $@" > "$OUT"')
    const out = join(root, 'out')
    await expect(
      kafkaParts({ root, env: { ...process.env, OUT: out, KAFKA_HOME: '' } }),
    ).rejects.toMatchObject({
      code: 'KAFKA_JAR_WRONG',
      details: { jar: first, fault: 'missing' },
    })
    const [m2, cache, ...args] = readFileSync(out, 'utf8').trim().split(' ')
    expect([m2, cache]).toEqual([join(root, '.carnet', 'maven'), join(root, '.carnet', 'jgo')])
    expect(args.filter((arg) => arg.split(':').length === 3)).toHaveLength(38)
    expect(args).toContain('org.apache.kafka:kafka_2.13:4.4.0')
  })

  test('shows the last lines of jgo where it fails', async () => {
    const root = project('echo "no route to host" >&2; exit 1')
    await expect(kafkaParts({ root, env: { PATH: process.env.PATH } })).rejects.toMatchObject({
      code: 'KAFKA_NOT_FETCHED',
      what: expect.stringContaining('no route to host') as unknown,
    })
  })

  test('removes a damaged jar before it asks for it again, and names it where it stays wrong', async () => {
    const root = project(
      'for f in "$SEEN"; do [ -e "$f" ] && exit 9; mkdir -p "$(dirname "$f")"; echo x > "$f"; done',
    )
    const file = join(root, '.carnet', 'maven', first)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, 'damaged')
    await expect(
      kafkaParts({ root, env: { ...process.env, SEEN: file, KAFKA_HOME: '' } }),
    ).rejects.toMatchObject({
      code: 'KAFKA_JAR_WRONG',
      details: { jar: first, fault: 'size', found: '2' },
    })
    expect(existsSync(join(root, '.carnet', 'maven.lock'))).toBe(false)
  })

  test('takes the Kafka of KAFKA_HOME before all others', async () => {
    const home = testFolder()
    mkdirSync(join(home, 'libs'))
    writeFileSync(join(home, 'libs', 'kafka_2.13-3.9.1.jar'), '')
    const parts = await kafkaParts({ root: project('exit 1'), env: { KAFKA_HOME: home } })
    expect(parts).toMatchObject({ version: '3.9.1', label: 'Apache Kafka 3.9.1 of KAFKA_HOME' })
  })
})
