import { describe, expect, test } from 'vitest'
import { firstHeading, leadingTitle, renderMarkdown, slug } from '../../src/report/markdown'
import { unwrapTex } from '../../src/report/math'
import { Page } from '../../src/report/page'
import { PIXEL } from '../support/report-notebook'

const md = (source: string): string => renderMarkdown(source, new Page(), 'not included:').html.trim()

describe('prose', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['a <b onclick="x()">b</b>', '&lt;b onclick=&quot;x()&quot;&gt;b&lt;/b&gt;'],
    ['[x](javascript:alert(1))', '[x](javascript:alert(1))'],
    ['[x](data:text/html,<script>)', '[x](data:text/html,&lt;script&gt;)'],
    ['`</code><script>`', '<code>&lt;/code&gt;&lt;script&gt;</code>'],
    ['$</math><script>alert(1)</script>$', '&lt;script&gt;'],
    ['$\\href{javascript:alert(1)}{x}$', '<code class="math-error">'],
    ['```"><script>\nx\n```', '<pre class="code"><code>x</code></pre>'],
    ['a\u0000b', 'a␀b'],
  ])('cannot inject: %s', (source, expected) => {
    const html = md(source)
    expect(html).toContain(expected)
    expect(html).not.toMatch(/<(?:script|img|b)[\s>]|<[^>]*(?:javascript:|\son\w+=)/i)
  })

  test('links do not tell where they were followed from', () => {
    expect(md('[x](https://example.org) https://example.com [y](#part)')).toBe(
      '<p><a href="https://example.org" rel="noopener noreferrer">x</a> ' +
        '<a href="https://example.com" rel="noopener noreferrer">https://example.com</a> <a href="#part">y</a></p>',
    )
  })

  test('shows pictures that the cell carries along or that are data, and names the others', () => {
    const attachments = {
      'é a.png': { 'image/png': [PIXEL.slice(0, 9), PIXEL.slice(9)] },
      'x.txt': { 'text/plain': 'x' },
    }
    const picture = (source: string): string =>
      renderMarkdown(source, new Page(), 'not included:', attachments).html
    expect(picture('![a"b](attachment:%C3%A9%20a.png)')).toContain(
      `<img src="data:image/png;base64,${PIXEL}" alt="a&quot;b">`,
    )
    expect(picture(`![p](data:image/png;base64,${PIXEL})`)).toContain('<img src="data:image/png')
    for (const source of [
      'https://example.org/x.png',
      'out/x.png',
      'attachment:x.txt',
      'attachment:constructor',
    ])
      expect(picture(`![alt](${source})`)).toContain(
        `<span class="notice">[alt, not included: ${source}]</span>`,
      )
    expect(picture('![](x.png)')).toContain('[not included: x.png]')
  })

  test('highlights TypeScript and no other language', () => {
    expect(md('```ts\nconst a = 1\n```')).toContain('<span class="hljs-keyword">const</span>')
    expect(md('```sh\nconst <a>\n```')).toBe('<pre class="code"><code>const &lt;a&gt;</code></pre>')
  })
})

describe('headings', () => {
  test.each([
    ['Âge par filière', 'age-par-filiere'],
    ['  L’été, à 20 °C !  ', 'l-ete-a-20-c'],
    ['日本語', '日本語'],
    ['हिन्दी', 'हिन्दी'],
    ['***', 'section'],
    ['', 'section'],
    ['Ünïcödé & <b>', 'unicode-b'],
  ])('the anchor of "%s" is %s', (text, anchor) => {
    expect(slug(text)).toBe(anchor)
  })

  test('are listed with their levels', () => {
    const { headings } = renderMarkdown('## A *b* `c` [d](e)\n\nText\n===\n\n# A b c d', new Page(), '')
    expect(headings).toEqual([
      { level: 2, id: 'a-b-c-d', html: 'A <em>b</em> <code>c</code> d' },
      { level: 1, id: 'text', html: 'Text' },
      { level: 1, id: 'a-b-c-d-2', html: 'A b c d' },
    ])
  })

  test('the leading title is cut off, and only a leading one', () => {
    expect(leadingTitle('# A *b*\n\ntext')).toEqual({ title: 'A b', html: 'A <em>b</em>', rest: '\ntext' })
    expect(leadingTitle('A\n===\r\ntext')?.rest).toBe('text')
    expect(leadingTitle('## A')).toBeNull()
    expect(leadingTitle('text\n\n# A')).toBeNull()
    expect(leadingTitle('')).toBeNull()
    expect(firstHeading('text\n\n### A')).toBe('A')
    expect(firstHeading('```\n# A\n```')).toBeNull()
  })
})

describe('mathematics', () => {
  const texts = (source: string): (string | undefined)[] =>
    [...md(source).matchAll(/<annotation[^>]*>([^]*?)<\/annotation>/g)].map((m) => m[1])

  test.each<[string, string[]]>([
    ['$x$', ['x']],
    ['a $x_1 * y_2 * z$ b', ['x_1 * y_2 * z']],
    ['$5 and $6', []],
    ['$5 to 6$ 7', ['5 to 6']],
    ['5$ for 6$', []],
    ['$ x $', []],
    ['\\$x\\$', []],
    ['`$x$`', []],
    ['$a \\$ b$', ['a \\$ b']],
    ['$$', []],
    ['$$x$$', ['x']],
    ['text $$x$$ text', ['x']],
    ['$$\nx\n= y\n$$', ['x\n= y']],
    ['text\n$$\n- x\n$$\ntext', ['- x']],
    ['- a\n\n  $$\n  x\n  $$', ['x']],
    ['$$x$$ and $$y$$', ['x', 'y']],
    ['$$\nnever closed', []],
    [
      '\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}',
      ['\\begin{aligned}\na &amp;= b \\\\\nc &amp;= d\n\\end{aligned}'],
    ],
    ['\\begin{nothing}', []],
  ])('%j', (source, expected) => {
    expect(texts(source)).toEqual(expected)
  })

  test('what cannot be read is shown as it was written', () => {
    expect(md('$\\frac{$')).toBe('<p><code class="math-error">\\frac{</code></p>')
  })

  test.each([
    ['$$x$$', 'x', true],
    ['\\[x\\]', 'x', true],
    ['$x$', 'x', false],
    ['\\(x\\)', 'x', false],
    [' x ', 'x', true],
    ['', '', true],
  ])('a LaTeX output %j', (text, tex, display) => {
    expect(unwrapTex(text)).toEqual({ tex, display })
  })
})
