import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ensureJava } from '../../src/machine'
import { parseJavaVersion } from '../../src/machine/java'
import { testFolder } from '../support/folders'

test.each([
  ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
  ['java version "1.8.0_392"', 8],
  ['openjdk version "25" 2025-09-16 LTS', 25],
  ['openjdk version "21-ea" 2023-09-19', 21],
  ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "11.0.2" 2019-01-15', 11],
  ['The operation couldn’t be completed. Unable to locate a Java Runtime.', null],
  ['java version "1"', null],
  ['', null],
])('parseJavaVersion %j', (output, version) => {
  expect(parseJavaVersion(output)).toBe(version)
})

function java(file: string, version: string): void {
  writeFileSync(file, `#!/bin/sh\necho 'openjdk version "${version}" 2025-01-01' >&2\n`)
  chmodSync(file, 0o755)
}

describe.skipIf(process.platform === 'win32')('ensureJava', () => {
  test('takes the Java of JAVA_HOME before that of the PATH', async () => {
    const [home, path] = [testFolder(), testFolder()]
    mkdirSync(join(home, 'bin'))
    java(join(home, 'bin', 'java'), '21.0.1')
    java(join(path, 'java'), '17.0.1')
    expect(await ensureJava({ env: { JAVA_HOME: home, PATH: path } })).toEqual({
      command: join(home, 'bin', 'java'),
      version: 21,
      from: 'JAVA_HOME',
      build: 'openjdk version "21.0.1" 2025-01-01',
    })
  })

  test('takes that of the PATH where JAVA_HOME holds none, or an old one', async () => {
    const [home, path] = [testFolder(), testFolder()]
    java(join(path, 'java'), '17.0.1')
    expect(await ensureJava({ env: { JAVA_HOME: home, PATH: path } })).toMatchObject({
      version: 17,
      from: 'PATH',
    })
    mkdirSync(join(home, 'bin'))
    java(join(home, 'bin', 'java'), '11.0.1')
    expect(await ensureJava({ env: { JAVA_HOME: home, PATH: path } })).toMatchObject({
      version: 17,
      from: 'PATH',
    })
  })

  test('says what was found where neither Java nor Python serves', async () => {
    const root = testFolder()
    mkdirSync(join(root, 'requirements'))
    writeFileSync(join(root, 'requirements', 'jdk.txt'), '')
    const path = testFolder()
    java(join(path, 'java'), '1.8.0_392')
    await expect(ensureJava({ root, env: { PATH: path } })).rejects.toMatchObject({
      code: 'JAVA_MISSING',
      details: { found: ['Java 8 (java)'] },
      cause: { code: 'PYTHON_MISSING' },
    })
  })
})
