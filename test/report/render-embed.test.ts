import { describe, expect, test } from 'vitest'
import { plotlyLibrary } from '../../src/chart/library'
import { cspHash, styleSheetsIn } from '../../src/html/csp'
import { embedHtml, notIncludedNote } from '../../src/report/embed'
import { Page } from '../../src/report/page'

const embed = (html: string, page = new Page()): string => embedHtml(html, page).html

describe('an output inside the page', () => {
  test.each([
    ['plain', '<p class="a">x &amp; y</p>', '<p class="a">x &amp; y</p>'],
    ['nothing', '', ''],
    ['an unclosed element', '<div><b>x', '<div><b>x</b></div>'],
    ['stray end tags', '</section></main>x</div>', 'x'],
    ['end tags that may be left out', '<ul><li>a<li>b</ul><p>c', '<ul><li>a<li>b</ul><p>c'],
    ['an end tag that closes more', '<div><span>x</div>y', '<div><span>x</span></div>y'],
    [
      'a whole document',
      '<!doctype html><html><head><title>t</title><base href="x"></head><body>y</body></html>',
      'y',
    ],
    ['a comment that hides the rest', 'a<!-- b', 'a'],
    ['odd comments', 'a<!-->b<!--->c<!-- --!>d<?x?>e</>f</ g>h', 'abcdefh'],
    ['a lone less-than', '1 < 2 <3', '1 &lt; 2 &lt;3'],
    ['a tag that never ends', 'a<p class="', 'a'],
    ['event handlers', '<b onclick="x()" OnLoad=y title="t">z</b>', '<b title="t">z</b>'],
    ['an address that is a script', '<a href="java\tscript&colon;x()">z</a>', '<a>z</a>'],
    ['a link', '<a href="https://example.org">z</a>', '<a href="https://example.org">z</a>'],
    ['a refresh', '<meta http-equiv="refresh" content="0;url=https://example.org">x', 'x'],
    ['a frame', '<iframe srcdoc="<p>x" src="https://example.org">y</iframe>', ''],
    [
      'SVG',
      '<svg viewBox="0 0 1 1"><title>t</title><path d="M0"/></svg>',
      '<svg viewBox="0 0 1 1"><title>t</title><path d="M0"/></svg>',
    ],
    ['quotes in an attribute', `<p title='say "x"'>y</p>`, '<p title="say &quot;x&quot;">y</p>'],
    ['the first of two attributes', '<p title=a TITLE=b>y</p>', '<p title="a">y</p>'],
    ['control characters', 'a\u0000b\u0007c\r\nd', 'a␀b␇c\nd'],
    ['elements without content', '<br><hr><input value="a">', '<br><hr><input value="a">'],
    ['a text area', '<textarea></p><b></textarea>', '<textarea></p><b></textarea>'],
    [
      'a template and details',
      '<details open><summary>s</summary>t</details>',
      '<details open><summary>s</summary>t</details>',
    ],
  ])('%s', (_, html, expected) => {
    expect(embed(html)).toBe(expected)
  })

  test('loads nothing from elsewhere, and says what it does not show', () => {
    const { html, notIncluded } = embedHtml(
      '<img src="https://a.example/x.png" alt="a < b"><img src="figure.png"><img srcset="//b.example/y 2x" src="data:image/png;base64,AA">' +
        '<script src="https://c.example/z.js"></script><video poster="http://d.example/p"></video>' +
        '<svg><image href="https://e.example/i"/><use xlink:href="#u"/></svg>' +
        '<p style="background:url( \'https://f.example/b\' );color:red">t</p>' +
        '<style>@import "https://g.example/s.css"; b { background: url(data:image/png;base64,AA) }</style>' +
        '<link rel="stylesheet" href="https://h.example/l.css"><img src="https://a.example/x.png">',
      new Page(),
    )
    expect(notIncluded).toEqual([
      'https://a.example/x.png',
      'figure.png',
      '//b.example/y 2x',
      'https://c.example/z.js',
      'http://d.example/p',
      'https://e.example/i',
      'https://f.example/b',
      'https://g.example/s.css',
      'https://h.example/l.css',
    ])
    expect(html).toBe(
      'a &lt; b<img src="data:image/png;base64,AA"><video></video><svg><image/><use xlink:href="#u"/></svg>' +
        '<p style="background:none;color:red">t</p><style> b { background: url(data:image/png;base64,AA) }</style>',
    )
    expect(notIncludedNote(['<x>'], 'Not here:')).toBe(
      '<p class="notice">Not here: <code>&lt;x&gt;</code></p>',
    )
    expect(notIncludedNote([], 'Not here:')).toBe('')
  })

  test('gives ids that are taken new names, and its own references with them', () => {
    const page = new Page()
    const figure =
      '<p id="f"><a href="#f">x</a><label for="f">l</label><b aria-labelledby="f g" style="fill:url(#f)"></b>' +
      `<script>draw("f", 'f', "fg")</script>`
    expect(embed(figure, page)).toBe(figure)
    expect(embed(figure, page)).toBe(
      '<p id="f-2"><a href="#f-2">x</a><label for="f-2">l</label><b aria-labelledby="f-2 g" style="fill:url(#f-2)"></b>' +
        `<script>draw("f-2", 'f-2', "fg")</script>`,
    )
    expect(embed('<p id="">x<p id="constructor">y<p id="constructor">z', page)).toBe(
      '<p>x<p id="constructor">y<p id="constructor">z',
    )
  })
})

describe('scripts and styles', () => {
  const library = `/* ${'x'.repeat(100_000)} */`

  test('a library is there once, a small script as often as it is written', () => {
    const page = new Page()
    const output = `<script>${library}</script><script>draw(document.currentScript)</script>`
    expect(embed(output, page)).toBe(output)
    expect(embed(output, page)).toBe('<script>draw(document.currentScript)</script>')
    expect([...page.scriptHashes]).toEqual([cspHash(library), cspHash('draw(document.currentScript)')])
  })

  test('plotly.js is there once, and the style sheet that it brings is allowed', () => {
    const page = new Page()
    const plotly = plotlyLibrary()
    expect(embed(`<script>${plotly}</script>`, page) === `<script>${plotly}</script>`).toBe(true)
    expect(embed(`<p>x</p><script>${plotly}</script>`, page)).toBe('<p>x</p>')
    const [sheet, ...more] = styleSheetsIn(plotly)
    expect(more).toEqual([])
    expect(sheet).toMatch(/^\.maplibregl-map\{/)
    expect([...page.styleHashes]).toEqual([cspHash(''), cspHash(sheet ?? '')])
  })

  test('a style element is there once', () => {
    const page = new Page()
    expect(embed('<style>b {}</style>', page)).toBe('<style>b {}</style>')
    expect(embed('<style>b {}</style>x', page)).toBe('x')
  })

  test('the hash is that of the text a browser runs', () => {
    const page = new Page()
    expect(embed('<SCRIPT>a\r\nb</SCRIPT >', page)).toBe('<SCRIPT>a\nb</SCRIPT>')
    expect([...page.scriptHashes]).toEqual([cspHash('a\nb')])
    // Control characters are the script's own; a NUL is none to a browser.
    expect(embed('<script>/[\u0001-\u001f]/, "\0"</script>', page)).toBe(
      '<script>/[\u0001-\u001f]/, "\uFFFD"</script>',
    )
  })

  test('data is no script', () => {
    const page = new Page()
    const data = '<script type="application/json">{"a": 1}</script>'
    expect(embed(data + data, page)).toBe(data + data)
    expect(page.scriptHashes.size).toBe(0)
    embed('<script type="module">x</script><script type=text/javascript>y</script>', page)
    expect([...page.scriptHashes]).toEqual([cspHash('x'), cspHash('y')])
  })

  test('a script ends where a browser ends it', () => {
    const page = new Page()
    const nested = '<!-- <script> </script> -->'
    expect(embed(`<script>${nested}</script>z`, page)).toBe(`<script>${nested}</script>z`)
    expect([...page.scriptHashes]).toEqual([cspHash(nested)])
    expect(embed('<script>a = "</scripty>"</script>z', page)).toBe('<script>a = "</scripty>"</script>z')
    expect(embed('<script><!-->a</script>z', page)).toBe('<script><!-->a</script>z')
    expect(embed('<script>never', page)).toBe('<script>never</script>')
  })
})
