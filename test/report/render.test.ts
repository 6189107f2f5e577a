import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CarnetError } from '../../src/errors'
import { cspHash } from '../../src/html/csp'
import { renderDocument, reportTitle, type ReportFacts } from '../../src/report/document'
import { type Notebook } from '../../src/report/nbformat'
import { pieces } from '../../src/report/markup'
import { writeReport, type ReportOptions } from '../../src/report/render'
import { STYLE } from '../../src/report/style'
import { Secret } from '../../src/secret'
import { code, error, everything, html, markdown, notebook, stream } from '../support/report-notebook'

const facts: ReportFacts = {
  lang: 'en',
  sourceLabel: 'Kafka at broker:9092',
  parameters: [],
  date: new Date('2026-11-24T16:05:00Z'),
}

const render = (nb: Notebook, more: Partial<ReportFacts> = {}): string =>
  renderDocument(nb, { ...facts, ...more })

describe('the page', () => {
  test('shows every kind of cell and output', async () => {
    const page = render(everything(), { lang: 'fr', sourceLabel: 'replay of the capture students.ndjson' })
    const styleApart = page.replace(STYLE, '…').replace(cspHash(STYLE), "'sha256-…'")
    await expect(styleApart).toMatchFileSnapshot('../golden/report/everything.html')
  })

  test('folds the code away when asked', async () => {
    const nb = notebook([markdown('# T'), code('const a = 1', [stream('one\n')], 7)])
    const folded = render(nb, { hideCode: true })
    expect(folded).toMatch(
      /<details><summary>Code <span class="count">\[7\]<\/span><\/summary><pre class="code">/,
    )
    expect(render(nb)).not.toContain('<details>')
  })

  test('is the same twice', () => {
    expect(render(everything())).toBe(render(everything()))
  })

  test('does not change the notebook', () => {
    const nb = everything()
    render(nb)
    expect(nb).toEqual(everything())
  })

  test('is a page even of nothing', () => {
    const page = render(notebook([]))
    expect(page).toContain('<title>Notebook</title>')
    expect(page).toContain('<h1>Notebook</h1>')
    expect(page).not.toContain('<nav')
  })

  test('has unique ids, whatever the headings and outputs are called', () => {
    const page = render(
      notebook([
        markdown('# T\n\n## Cell 1\n\n## contents\n\n## contents\n\n## constructor\n\n## 日本語'),
        code('a', [html('<p id="contents">x</p><p id="cell-2">y</p>')], 1),
        code('b', [html('<p id="contents">x</p>')], 2),
      ]),
    )
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((m) => m[1])
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(['constructor', '日本語', 'contents-2', 'contents-3']))
  })

  test('opens and closes its elements in order', () => {
    const open: string[] = []
    for (const piece of pieces(render(everything()))) {
      if (piece.kind === 'start' && !/^(?:meta|img|br|hr|link)$/.test(piece.name) && !piece.selfClosing)
        open.push(piece.name)
      else if (piece.kind === 'end') {
        // Cells and rows may end with the table around them.
        while (/^(?:td|tr)$/.test(open.at(-1) ?? '') && open.at(-1) !== piece.name) open.pop()
        expect(open.pop()).toBe(piece.name)
      }
    }
    expect(open).toEqual([])
  })
})

describe('the top of the page', () => {
  test('says date, source and parameters', () => {
    const page = render(everything(), {
      parameters: new Map([
        ['topic', '<b>'],
        ['__proto__', 'x'],
      ]),
    })
    expect(page).toContain(
      '<dd><time datetime="2026-11-24T16:05:00.000Z">24 November 2026, 16:05 UTC</time></dd>',
    )
    expect(page).toContain('<dd>Kafka at broker:9092</dd>')
    expect(page).toContain('<code>topic</code> = <code>&lt;b&gt;</code>')
    expect(page).toContain('<code>__proto__</code> = <code>x</code>')
  })

  test('says them in French', () => {
    const page = render(everything(), { lang: 'fr' })
    expect(page).toContain('<html lang="fr">')
    expect(page).toContain('24 novembre 2026, 16:05 UTC')
    expect(page).toContain('<dt>Paramètres</dt><dd>aucun\u00a0: valeurs du carnet</dd>')
    expect(page).toContain('<h2 id="contents">Sommaire</h2>')
  })

  test('marks a replay, and nothing else, as one', () => {
    const badge = '<strong class="badge">Replay</strong>'
    expect(render(everything(), { sourceLabel: 'replay of the capture a.kcap' })).toContain(badge)
    expect(render(everything(), { sourceLabel: 'a capture', replay: true })).toContain(badge)
    expect(render(everything())).not.toContain(badge)
    expect(render(everything(), { sourceLabel: 'replayed-topics:9092' })).not.toContain(badge)
  })

  test('takes the title from the options, the metadata, the first heading', () => {
    const nb = notebook([markdown('text'), markdown('## A `b` [c](d)')])
    expect(reportTitle(nb, { lang: 'en' })).toBe('A b c')
    expect(reportTitle({ ...nb, metadata: { title: 'Mine' } }, { lang: 'en' })).toBe('Mine')
    expect(reportTitle({ ...nb, metadata: { title: ' ' } }, { lang: 'en', title: 'Yours' })).toBe('Yours')
    expect(reportTitle(notebook([]), { lang: 'fr' })).toBe('Carnet')
  })

  test('says the title once where the notebook begins with it, and both where they differ', () => {
    const nb = notebook([markdown('# One <i>\n\nText')])
    expect(render(nb).match(/<h1/g)).toHaveLength(1)
    expect(render(nb)).toContain('<h1>One &lt;i&gt;</h1>')
    expect(render(nb, { title: 'Two' }).match(/<h1/g)).toHaveLength(2)
  })

  test('lists two levels of headings', () => {
    const page = render(
      notebook([markdown('# T\n\n## A\n\n### A1 $x$\n\n#### deep\n\n## B [l](https://x.org)')]),
    )
    expect(page).toMatch(
      /<li><a href="#a">A<\/a>\n<ol>\n<li><a href="#a1-x">A1 <math>.*<\/math><\/a><\/li>\n<\/ol>\n<\/li>\n<li><a href="#b-l">B l<\/a><\/li>/,
    )
    expect(page).not.toContain('href="#deep"')
  })

  test('says where a run failed, and links to it', () => {
    const page = render(everything())
    expect(page).toContain('This run failed at</strong> <a href="#cell-4">Âge par filière (4)</a>')
    expect(page).toContain('<code>RangeError: âge hors limites</code>')
    expect(page).toContain('<section class="cell failed" id="cell-4">')
  })

  test('knows a failed cell by its mark too, and one that fails on purpose', () => {
    const marked = code('hang()', [], 1, { metadata: { carnet: { failed: true } } })
    expect(render(notebook([marked]))).toContain('<a href="#cell-1">code cell 1</a></p>')
    const onPurpose = code('x', [error('E', 'e')], 1, { metadata: { tags: ['raises-exception'] } })
    expect(render(notebook([onPurpose]))).not.toContain('class="failure"')
  })
})

describe('the policy of the page', () => {
  const policy = (page: string): string => /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
  const nb = notebook([
    code('a', [html('<script>let a = "é"</script><style>p { color: red }</style>')], 1),
    code('b', [html('<script>\r\nlet b = 2\r\n</script><script type="application/json">{}</script>')], 2),
  ])

  test('allows the scripts and style elements that are in the page by their hashes, and no others', () => {
    const page = render(nb)
    const inPage = [...pieces(page)].filter((p) => p.kind === 'raw')
    const scripts = inPage.filter((p) => p.name === 'script' && p.attributes.length === 0)
    const styles = inPage.filter((p) => p.name === 'style')
    expect(scripts).toHaveLength(2)
    expect(styles).toHaveLength(2)
    const directive = (name: string): string[] =>
      policy(page)
        .split('; ')
        .find((d) => d.startsWith(`${name} `))!
        .split(' ')
        .slice(1)
    expect(directive('script-src')).toEqual(scripts.map((s) => cspHash(s.body)))
    // Plotly makes an empty style element and fills it.
    expect(directive('style-src-elem').sort()).toEqual(
      [cspHash(''), ...styles.map((s) => cspHash(s.body))].sort(),
    )
    expect(directive('default-src')).toEqual(["'none'"])
    expect(policy(page)).not.toMatch(/script-src[^;]*unsafe/)
  })

  test('comes before anything that it governs', () => {
    const page = render(nb)
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.search(/<style|<script/))
  })

  test('is strict where there is no script', () => {
    expect(policy(render(notebook([])))).toContain("script-src 'none'")
  })

  test('the hash is that of the standard', () => {
    expect(cspHash('')).toBe("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='")
  })
})

describe('writing', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'carnet-report-'))
    file = join(folder, 'deep', 'report.html')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const write = (nb: Notebook, more: Partial<ReportOptions> = {}): Promise<void> =>
    writeReport(file, nb, { ...facts, secrets: [], ...more })
  const refusal = async (nb: Notebook, more: Partial<ReportOptions>): Promise<CarnetError> => {
    const e: unknown = await write(nb, more).then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(e).toBeInstanceOf(CarnetError)
    return e as CarnetError
  }

  test('makes the folder and leaves one file', async () => {
    await write(everything())
    expect(readdirSync(join(folder, 'deep'))).toEqual(['report.html'])
    expect(readFileSync(file, 'utf8')).toBe(render(everything()))
  })

  test('refuses a secret, names the setting and the cell, and leaves the earlier report alone', async () => {
    await write(everything())
    const before = readFileSync(file, 'utf8')
    const secrets = [new Secret('tr0ub4dor&3', 'KAFKA_SASL_PASSWORD')]
    const nb = notebook([
      markdown('# T\n\n## Connect'),
      code('a'),
      code('b', [stream('user:tr0ub4dor&3@')], 2),
    ])
    const e = await refusal(nb, { secrets })
    expect(e.code).toBe('REPORT_HOLDS_SECRET')
    expect(e.what).toBe(
      'The report was not written, because it would show the value of KAFKA_SASL_PASSWORD: it is in code cell 2 ("Connect (2)").',
    )
    expect(e.todo).toContain('report.html is still the report of an earlier run')
    expect(JSON.stringify(e) + e.message + String(e.stack)).not.toContain('tr0ub4dor')
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  test.each<[string, Notebook, Partial<ReportOptions>, string]>([
    ['the title', notebook([], { title: 'x hunter2-hunter2' }), {}, 'it is in the title.'],
    ['the source', notebook([]), { sourceLabel: 'hunter2-hunter2' }, 'it is in the label of the source.'],
    [
      'a parameter',
      notebook([]),
      { parameters: [['p', 'hunter2-hunter2']] },
      'it is in the parameter ("p").',
    ],
    ['a name', notebook([]), { parameters: [['hunter2-hunter2', '1']] }, 'it is in the parameter.'],
    ['prose', notebook([markdown('hunter2-hunter2')]), {}, 'it is in the text before code cell 1.'],
    [
      'a heading',
      notebook([markdown('# T\n\n## hunter2-hunter2'), code('x')]),
      {},
      'it is in the text before code cell 1.',
    ],
    ['code', notebook([code("const p = 'hunter2-hunter2'")]), {}, 'it is in code cell 1.'],
    [
      'a form that is not shown',
      notebook([
        code('x', [
          {
            output_type: 'display_data',
            metadata: {},
            data: { 'text/html': 'x', 'a/b': { k: ['hunter2-hunter2'] } },
          },
        ]),
      ]),
      {},
      'it is in code cell 1.',
    ],
  ])('finds a secret in %s', async (_, nb, more, place) => {
    const e = await refusal(nb, {
      secrets: [new Secret('unrelated-value'), new Secret('hunter2-hunter2')],
      ...more,
    })
    expect(e.what).toBe(
      `The report was not written, because it would show the value of secret 2 of 2 of the settings: ${place}`,
    )
    expect(e.todo).toBe('Take it out of the notebook and run it again.')
    expect(readdirSync(folder)).toEqual([])
  })

  test('says that a file cannot be written, and leaves nothing behind', async () => {
    writeFileSync(join(folder, 'deep'), 'a file where a folder should be')
    const e = await refusal(everything(), {})
    expect(e.code).toBe('REPORT_NOT_WRITTEN')
    expect(e.what).toMatch(/report\.html could not be written \((?:ENOTDIR|EEXIST)\)/)
    expect(readdirSync(folder)).toEqual(['deep'])
  })
})
