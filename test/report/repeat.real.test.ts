import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserMissing } from '../support/browser'
import { carnet, root, type Ended } from '../support/carnet'
import { sqlite } from '../support/sqlite'

// The same notebook on the same capture, run on two machines as different as one can make them here: other folders (one
// deeper, with a space and an accent in its name), other time zones, other languages of the system.
const folder = mkdtempSync(join(tmpdir(), 'carnet-repeat-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const places = [
  { home: join(folder, 'a'), env: { TZ: 'UTC', LANG: 'C.UTF-8' } },
  {
    home: join(folder, 'b', 'another place, é', 'deeper'),
    env: { TZ: 'Pacific/Auckland', LANG: 'fr_FR.UTF-8' },
  },
]
const noChromium = browserMissing('reports printed as PDF')

const out = (i: number): string => join(places[i].home, 'out')

async function run(i: number): Promise<Ended> {
  const { home, env } = places[i]
  mkdirSync(home, { recursive: true })
  copyFileSync(join(root, 'data', 'students.ndjson'), join(home, 'students.ndjson'))
  const notebook = join(root, 'notebooks', '01-students.ipynb')
  return carnet(['run', notebook, '--replay', 'students.ndjson', '--out', 'out'], {
    cwd: home,
    env: { ...env, SOURCE_DATE_EPOCH: '1795536000', CARNET_CAPTURES: join(home, 'captures') },
  })
}

/** Every table of a database, row by row. */
function contents(file: string): Record<string, unknown[][]> {
  const tables = sqlite(file, "select name from sqlite_schema where type in ('table', 'view') order by name")
  return Object.fromEntries(
    tables.map(([name]) => [String(name), sqlite(file, `select * from "${String(name)}"`)]),
  )
}

describe('the same capture and the same code, in two folders', () => {
  beforeAll(async () => {
    for (const i of [0, 1]) {
      const { code, text } = await run(i)
      expect(code, text).toBe(0)
    }
  })

  test('make the same files', () => {
    const names = readdirSync(out(0)).sort()
    expect(readdirSync(out(1)).sort()).toEqual(names)
    expect(names.map((name) => extname(name)).sort()).toEqual(['.db', '.html', '.ipynb', '.png'])
  })

  test.each(['.html', '.ipynb', '.png'])('give the same bytes: %s', (ending) => {
    const name = readdirSync(out(0)).find((n) => n.endsWith(ending)) ?? ''
    const [a, b] = [0, 1].map((i) => readFileSync(join(out(i), name)))
    expect(a.length).toBeGreaterThan(1000)
    expect(b.equals(a)).toBe(true)
  })

  test('give the same rows, statistics and runs in the database', () => {
    const [a, b] = [0, 1].map((i) => contents(join(out(i), 'students_analysis.db')))
    expect(a.students).toHaveLength(10)
    expect(a.statistics).toHaveLength(5)
    expect(b).toEqual(a)
  })

  test('become the same report again from the executed notebook, and a page of Markdown and of PDF', async () => {
    const { home } = places[0]
    const again = (...args: string[]): Promise<Ended> =>
      carnet(['report', join('out', '01-students.ipynb'), ...args], { cwd: home })
    const { code, text } = await again('--out', 'again')
    expect(code, text).toBe(0)
    const [html, run] = ['again', 'out'].map((dir) => readFileSync(join(home, dir, '01-students.html')))
    expect(html.equals(run)).toBe(true)

    expect((await again('--out', 'md', '--to', 'md')).code).toBe(0)
    const page = readFileSync(join(home, 'md', '01-students.md'), 'utf8')
    expect(page).toContain('- 10 of 10 messages became 10 rows of students.')
    const [, picture] = /\]\((01-students-1\.png)\)/.exec(page) ?? []
    expect(
      readFileSync(join(home, 'md', picture))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
  })

  test.skipIf(noChromium)(
    `print as PDF by a browser${noChromium ? ' (left out: no Chromium)' : ''}`,
    async () => {
      const { home } = places[0]
      const { code, text } = await carnet(
        ['report', join('out', '01-students.ipynb'), '--to', 'pdf', '--out', 'pdf'],
        {
          cwd: home,
        },
      )
      expect(code, text).toBe(0)
      const pdf = readFileSync(join(home, 'pdf', '01-students.pdf'))
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      expect(pdf.length).toBeGreaterThan(50_000)
    },
  )

  test('say nothing of the folders they were made in', () => {
    for (const name of readdirSync(out(1)))
      expect(readFileSync(join(out(1), name)).includes('another place')).toBe(false)
  })
})
