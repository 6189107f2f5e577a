import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../src/machine'
import { firstFetch, sparkParts, versionsOf } from '../../src/spark/parts'
import { testFolder } from '../support/folders'

/** A folder that looks like an unpacked Spark. */
function home(...jars: string[]): string {
  const folder = testFolder()
  mkdirSync(join(folder, 'jars'))
  for (const jar of jars) writeFileSync(join(folder, 'jars', jar), '')
  return folder
}

const parts = (SPARK_HOME: string) => sparkParts({ root: testFolder(), env: { SPARK_HOME } })

test('the version is that of its Connect jar', () => {
  expect(versionsOf(home('spark-connect_2.13-4.1.3.jar', 'spark-connect-common_2.13-4.1.3.jar'))).toEqual({
    version: '4.1.3',
    scala: '2.13',
  })
  expect(versionsOf(home('spark-core_2.13-4.1.3.jar'))).toBeNull()
  expect(versionsOf(join(testFolder(), 'nowhere'))).toBeNull()
})

test('the Spark of SPARK_HOME is taken as it is', async () => {
  const folder = home('spark-connect_2.13-4.1.3.jar')
  expect(await parts(folder)).toEqual({
    version: '4.1.3',
    scala: '2.13',
    label: 'Apache Spark 4.1.3 of SPARK_HOME',
    home: folder,
    connector: [],
  })
})

test.each([
  ['spark-connect_2.12-3.5.6.jar', '3.5.6'],
  ['spark-core_2.13-4.2.0.jar', null],
])('a SPARK_HOME with %s is refused', async (jar, version) => {
  await expect(parts(home(jar))).rejects.toMatchObject({ code: 'SPARK_HOME_UNFIT', details: { version } })
})

test('what has to be fetched is said before, unless the user has one', () => {
  // The folder of the project has the list of what to fetch; a new one has none of it yet.
  const root = testFolder()
  mkdirSync(join(root, 'requirements'))
  writeFileSync(join(root, 'requirements', 'spark.txt'), 'pyspark==4.2.0')
  expect(firstFetch(root, {})).toContain('about 450 MB')
  expect(firstFetch(projectRoot(), { SPARK_HOME: '/opt/spark' })).toBeNull()
})
