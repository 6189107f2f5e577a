import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type * as BoxOfTable from '../../src/chart/box-of-table'
import type * as DrawPicture from '../../src/chart/picture'
import { type Figure } from '../../src/chart/figure'
import { type Lang } from '../../src/words'
import { type GroupRow, label, sample, spread, statistics } from '../show/values'

// Pictures are drawn in a thread of compiled code: they are tested as they are shipped.
const load = createRequire(__filename)
const built = join(__dirname, '..', '..', 'dist', 'chart')
const { boxPlotOfTable } = load(join(built, 'box-of-table.js')) as typeof BoxOfTable
const { drawPicture } = load(join(built, 'picture.js')) as typeof DrawPicture

const plot = (rows: readonly GroupRow[], lang: Lang = 'fr', filter: string | null = null): Figure =>
  boxPlotOfTable(statistics(rows), label({ by: 'filiere', of: 'age', filter }), { lang })

const hash = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Width and height from the header of a PNG (RFC 2083, 11.2.1). */
function pngSize(png: Buffer): { width: number; height: number } {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  expect(png.subarray(12, 16).toString('latin1')).toBe('IHDR')
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}

const svgSize = (svg: string): { width: number; height: number } => {
  const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(svg) ?? []
  return { width: Number(width), height: Number(height) }
}

/** The texts of an SVG, line by line, with where they stand: `x` as it is anchored. */
const texts = (svg: string): string[] =>
  [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map((m) =>
    (m[1] ?? '')
      .replaceAll('&#60;', '<')
      .replaceAll('&#62;', '>')
      .replaceAll('&amp;', '&')
      .replaceAll('\u00a0', ' '),
  )

describe('the picture of the sample', () => {
  let svg: string
  let png: Buffer
  beforeAll(async () => {
    const figure = plot(sample)
    svg = await figure.svg()
    png = await figure.png()
  })

  test('is a PNG at twice the size of its SVG, higher than the plot by the caption', () => {
    const figure = plot(sample)
    const size = svgSize(svg)
    expect(size.width).toBe(figure.width)
    expect(size.height).toBeGreaterThan(figure.height)
    expect(pngSize(png)).toEqual({ width: 2 * size.width, height: 2 * size.height })
  })

  test('says title, filter, groups, values and provenance', () => {
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'Âge par filière',
        'Toutes les lignes · n = 10',
        'Biologie',
        'n = 3',
        'toutes à 23',
        'toutes à 22',
        'toutes à 19',
        'Filière',
        'Âge',
      ]),
    )
    // A long line goes on below.
    expect(texts(svg).join(' ').replace(/\s+/g, ' ')).toMatch(
      /10 messages de message\[0\] 0–9, lecture du 2026-11-24 16:00:00 UTC, rejeu de students\.ndjson, SHA-256 [0-9a-f]{12}…, carnet [\d.]+/,
    )
  })

  test('has its texts drawn: without them it would be less than half as large', async () => {
    const { spec, width, height } = plot(sample)
    const mute = JSON.parse(
      JSON.stringify(spec, (key, value: unknown) =>
        key === 'text' || key === 'ticktext' ? undefined : value,
      ),
    ) as typeof spec
    const bare = await drawPicture('bare', {
      spec: { ...mute, layout: { ...mute.layout, xaxis: { visible: false }, yaxis: { visible: false } } },
      width,
      height,
    })
    expect(png.length).toBeGreaterThan(2 * bare.png.length)
  })

  test('is the same to the byte when it is drawn again', async () => {
    const again = plot(sample)
    expect(hash(await again.svg())).toBe(hash(svg))
    expect(hash(await again.png())).toBe(hash(png))
  })

  test('is drawn in the colours of the groups', () => {
    for (const colour of ['rgb(0, 114, 178)', 'rgb(230, 159, 0)', 'rgb(0, 158, 115)'])
      expect(svg).toContain(colour)
  })
})

test('text for text, nothing of a name is markup', async () => {
  const svg = await plot([['<b>Droit</b> &amp; $x$', 2, 0, 1, 1, 1, 0, 1, 1, 1]]).svg()
  expect(texts(svg).join(' ')).toContain('<b>Droit</b> &amp; $x$')
})

test('a group of one is a dot, a group of two a box, a group of none a name', async () => {
  const svg = await plot(spread, 'en').svg()
  expect(texts(svg)).toEqual(expect.arrayContaining(['Physique', 'n = 1', '19', '(none)', 'n = 0']))
  expect(svg.match(/class="box"/g)).toHaveLength(2)
})

test('22 groups with long names lie, and every name is inside the picture', async () => {
  const rows = Array.from({ length: 22 }, (_, i): GroupRow => [
    `Licence professionnelle MANAGEMENT des organisations ${i}`,
    5,
    0,
    22,
    18,
    30,
    2,
    20,
    22,
    24,
  ])
  const figure = plot(rows)
  const svg = await figure.svg()
  const size = svgSize(svg)
  expect(size.width).toBe(figure.width)
  expect(size.height).toBeGreaterThan(22 * 30)
  expect(svg.match(/class="box"/g)).toHaveLength(22)
  expect(svg.match(/class="ytick"/g)).toHaveLength(22)
  expect(texts(svg).filter((t) => t.includes('(n = 5)'))).toHaveLength(22)
  // Names end at the left margin; this is where the widest of them would begin, at 0.62 em a character.
  const margin = (figure.spec.layout as { margin: { l: number } }).margin.l
  const longest = Math.max(
    ...texts(svg)
      .filter((t) => /Licence|\(n = 5\)/.test(t))
      .map((t) => t.length),
  )
  expect(margin - longest * 0.62 * 13).toBeGreaterThan(0)
})

test('statistics without any value make a picture with a sentence', async () => {
  const figure = plot([], 'fr', 'age > 99')
  expect(texts(await figure.svg())).toEqual(
    expect.arrayContaining([
      'Filtre : age > 99',
      'Aucune valeur à dessiner : le filtre age > 99 n’en laisse aucune.',
    ]),
  )
  expect(pngSize(await figure.png()).width).toBe(2 * figure.width)
})

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-picture-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('PNG, SVG and a page, with the very bytes of png() and svg(), in a folder that is made', async () => {
    const figure = plot(sample)
    const file = (name: string): string => join(folder, 'new', name)
    await figure.writePng(file('age_distribution.png'))
    await figure.writeSvg(file('age_distribution.svg'))
    await figure.writeHtml(file('age_distribution.html'))
    expect(hash(readFileSync(file('age_distribution.png')))).toBe(hash(await figure.png()))
    expect(readFileSync(file('age_distribution.svg'), 'utf8')).toBe(await figure.svg())
    const page = readFileSync(file('age_distribution.html'), 'utf8')
    expect(page).toContain(Buffer.from(await figure.svg()).toString('base64'))
    expect(page.match(/<script>/g)).toHaveLength(2)
    expect(page).toMatch(/Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/)
    await figure.writeHtml(file('again.html'))
    expect(hash(readFileSync(file('again.html')))).toBe(hash(page))
  })
})

test('a scale of colours is drawn in its colours, not in black', async () => {
  const { svg } = await drawPicture('scale', {
    spec: {
      data: [
        {
          type: 'bar',
          x: [0, 1],
          y: [1, 1],
          marker: {
            color: [1, 2],
            colorscale: [
              [0, '#00224e'],
              [1, '#fde838'],
            ],
            showscale: true,
          },
        },
      ],
      layout: {},
    },
    width: 300,
    height: 200,
  })
  expect(svg).toMatch(/class="cbfill[^>]*fill: url\(#[^'")]+\)/)
})

test('a figure that cannot be drawn is named, and the drawing thread ends', async () => {
  const { spec } = plot(sample)
  await expect(drawPicture('Age by field', { spec, width: 0, height: 0 })).rejects.toMatchObject({
    code: 'PICTURE_FAILED',
    what: expect.stringMatching(/^The picture "Age by field" could not be drawn: .+\.$/) as string,
  })
})
