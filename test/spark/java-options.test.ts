import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { argumentFile } from '../../src/spark/java-options'
import { testFolder } from '../support/folders'

const program = {
  main: 'org.example.Main',
  arguments: ['--host', '127.0.0.1'],
  heapMb: 512,
  classPath: 'jars/*',
  properties: { 'spark.app.name': 'a "b" \\ c', 'spark.é': '' },
}

test('is one argument a line, with what the format of the file needs escaped', () => {
  const lines = argumentFile(program, 17).split('\n')
  expect(lines[0]).toBe('"-Xmx512m"')
  expect(lines).toContain('"-Dspark.app.name=a \\"b\\" \\\\ c"')
  expect(lines).toContain('"-Dspark.é="')
  expect(lines.slice(-6)).toEqual(['"-cp"', '"jars/*"', '"org.example.Main"', '"--host"', '"127.0.0.1"', ''])
})

test('asks a later Java for what Spark still needs of it, and an earlier one for nothing that it does not know', () => {
  expect(argumentFile(program, 25)).toContain('"--sun-misc-unsafe-memory-access=allow"\n')
  expect(argumentFile(program, 21)).not.toContain('unsafe-memory-access')
})

/** Java takes files of arguments since version 9; where there is none here, nothing is left to see. */
function javaThere(): boolean {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.skipIf(!javaThere())('is what Java makes of it', () => {
  const folder = join(testFolder(), 'mit Leerzeichen')
  mkdirSync(folder)
  const settings = { ...program, main: '-XshowSettings:properties', arguments: ['-version'] }
  writeFileSync(join(folder, 'x.args'), argumentFile(settings, 17))
  const { stderr } = spawnSync('java', ['@x.args'], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toContain('spark.app.name = a "b" \\ c')
  expect(stderr).toContain('java.class.path = jars/*')
})
