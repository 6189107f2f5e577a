import { describe, expect, test } from 'vitest'
import { excerpt, messageExcerpt } from '../../src/show/excerpt'
import { Html, safe } from '../../src/html/safe'
import { cellText, countText, durationText, extremeText, statisticText } from '../../src/show/numbers'
import { toHtml } from '../../src/show/to-html'
import { toText } from '../../src/show/to-text'
import { capped, type View } from '../../src/show/view'
import { clip, padEnd, padStart, width } from '../../src/show/width'

const hostile = `<img src=x onerror="alert('1')">&amp;`

/** A view that puts the text everywhere a text can be. */
const everywhere = (text: string): View => [
  {
    block: 'table',
    title: text,
    source: text,
    columns: [{ label: text, detail: text }, { label: text, numeric: true }, { label: text }],
    rows: [
      [text, { text, tone: 'bad' }, { text, mark: 1 }],
      [text, text, { text, mark: null }],
      { gap: text },
    ],
    notes: [text],
  },
  { block: 'facts', title: text, facts: [[text, text]] },
  { block: 'line', text, tone: 'good' },
]

describe('safe', () => {
  test('escapes values, keeps HTML, joins lists, and shows nothing for null', () => {
    expect(safe`<i title="${'"'}">${'<&>'}${new Html('<b>')}${['a', safe`<c>`]}${null}${0}</i>`.text).toBe(
      '<i title="&quot;">&lt;&amp;&gt;<b>a<c>0</i>',
    )
  })
})

describe('to HTML', () => {
  test('no text of a value becomes markup, wherever it stands', () => {
    const { text } = toHtml(everywhere(hostile))
    const tags = new Set((text.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/[\s>].*$/s, '')))
    expect(tags).not.toContain('<img')
    expect(text.replace(/<style>.*<\/style>/s, '')).not.toMatch(/onerror="|<img/)
    expect(text.match(/&lt;/g)?.length).toBeGreaterThan(12)
  })

  test('no value can be an element, an attribute or a style of its own', () => {
    const { text } = toHtml(everywhere('</td></table><script>1</script>" class="x'))
    expect(text).not.toMatch(/<script|class="x"/)
  })

  test('control characters are shown, not sent', () => {
    const { text } = toHtml(everywhere('a\u0000\u001b[2J\u202e\nb'))
    expect(text).not.toMatch(/[\u0000\u001b\u202e]/)
    expect(text).toContain('a\\u0000\\u001b[2J\\u202e\\nb')
  })

  test('tables have a caption, and every header its scope', () => {
    const { text } = toHtml(everywhere('x'))
    expect(text.match(/<table/g)).toHaveLength(text.match(/<caption>/g)?.length ?? 0)
    expect(text.match(/<th(?: |>)/g)).toHaveLength(text.match(/<th scope="(?:row|col)"/g)?.length ?? 0)
  })

  test('needs no style attribute and no script', () => {
    expect(toHtml(everywhere('x')).text).not.toMatch(/\sstyle=|<script/)
  })

  test('cuts very long values, between characters', () => {
    const { text } = toHtml([{ block: 'facts', title: 't', facts: [['n', 'a'.repeat(299) + '🎓🎓']] }])
    expect(text).toMatch(/a{299}…<\/td>/)
    expect(text).not.toMatch(/[\ud800-\udfff]/)
  })
})

describe('to text', () => {
  test('sends no control character to the terminal but line feeds', () => {
    const text = toText(everywhere('a\u0000\u001b[2J\u202e\nb\u0085'))
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  })

  test('aligns wide characters and accents, numbers on the right, and ends no line in blanks', () => {
    const text = toText([
      {
        block: 'table',
        title: 't',
        columns: [{ label: 'name' }, { label: 'n', numeric: true }],
        rows: [
          ['数学', '1'],
          ['e\u0301a', '10'],
          ['', ''],
        ],
      },
    ])
    expect(text).toBe('t\n\nname   n\n────  ──\n数学   1\ne\u0301a    10\n')
  })

  test('puts a mark under the bad place, also behind wide and escaped characters', () => {
    const text = toText([
      { block: 'table', title: 't', columns: [{ label: 'm' }], rows: [[{ text: '数\tx!', mark: 3 }]] },
    ])
    expect(text.split('\n').slice(-2)).toEqual(['数\\tx!', '     ^'])
  })

  test('a table without rows is its head', () => {
    expect(toText([{ block: 'table', title: 't', columns: [{ label: 'a' }], rows: [] }])).toBe('t\n\na\n─')
  })
})

describe('capped', () => {
  const row = (n: number): string[] => [String(n)]
  const show = (n: number) =>
    capped(
      Array.from({ length: n }, (_, i) => i),
      { head: 2, tail: 1 },
      row,
      (left) => `… ${left}`,
    )

  test('keeps the first and the last and counts the others', () => {
    expect(show(6)).toEqual([['0'], ['1'], { gap: '… 3' }, ['5']])
  })

  test('does not put a gap where one row would do', () => {
    expect(show(4)).toEqual([['0'], ['1'], ['2'], ['3']])
    expect(show(0)).toEqual([])
  })
})

describe('excerpt', () => {
  const json = '{"nom": "Martin", "age": vingt}'

  test('marks the position', () => {
    expect(excerpt(Buffer.from(json), 25)).toEqual({ text: json, mark: 25 })
  })

  test('shows the surroundings of a position far into a long message', () => {
    const { text, mark } = excerpt(Buffer.from('x'.repeat(500) + '!' + 'y'.repeat(500)), 500)
    expect(text).toBe(`…${'x'.repeat(40)}!${'y'.repeat(19)}…`)
    expect(text[mark ?? -1]).toBe('!')
  })

  test('keeps the end of a long message in sight when that is where it goes wrong', () => {
    const { text, mark } = excerpt(Buffer.from('x'.repeat(500)), 500)
    expect(text).toBe(`…${'x'.repeat(60)}`)
    expect(mark).toBe(text.length)
  })

  test.each([
    ['no position', Buffer.from('abc'), null, { text: 'abc', mark: null }],
    ['a position outside', Buffer.from('abc'), 4, { text: 'abc', mark: null }],
    ['a position at the end', Buffer.from('abc'), 3, { text: 'abc', mark: 3 }],
    ['no message', null, 0, { text: '', mark: null }],
    ['an empty message', Buffer.alloc(0), 0, { text: '', mark: 0 }],
    ['bytes', Buffer.from([0xc3, 0x28, 0x00]), 1, { text: '\\xc3(\\x00', mark: null }],
    ['a byte order mark', Buffer.from('\ufeffa'), 1, { text: '\ufeffa', mark: 1 }],
  ])('%s', (_, value, position, shown) => {
    expect(excerpt(value, position)).toEqual(shown)
  })

  test.each([
    ['windows-1252', Buffer.from('{"é":x}', 'latin1'), 5, { text: '{"é":x}', mark: 5 }],
    ['UTF-16', Buffer.from('\ufeff{"é":x}', 'utf16le'), 5, { text: '{"é":x}', mark: 5 }],
    ['a byte order mark', Buffer.from('\ufeff{x}'), 1, { text: '{x}', mark: 1 }],
    ['a frame', Buffer.from('\0\0\0\0\u0007{x}'), 1, { text: '{x}', mark: 1 }],
    [
      'a frame without a place',
      Buffer.from('\0\0\0\0\u0007{'),
      null,
      { text: '\0\0\0\0\u0007{', mark: null },
    ],
    ['bytes', Buffer.from([0xc1, 0x00]), null, { text: '\\xc1\\x00', mark: null }],
    ['no value', null, null, { text: '', mark: null }],
  ])('a message is read as parsing reads it: %s', (_, value, position, shown) => {
    expect(messageExcerpt({ value, headers: [] }, position)).toEqual(shown)
  })

  test('cuts no character in half', () => {
    expect(excerpt(Buffer.from('a' + '😀'.repeat(40)), null).text).toBe(`a${'😀'.repeat(29)}…`)
    const { text, mark } = excerpt(Buffer.from('😀'.repeat(100) + '!' + 'a'.repeat(99)), 200)
    expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/)
    expect(text[mark ?? -1]).toBe('!')
  })

  test('cuts long bytes', () => {
    expect(excerpt(Buffer.alloc(1000, 0xff), null).text).toMatch(/^(?:\\xff){15}…$/)
  })
})

describe('widths', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['数学', 4],
    ['🎓', 2],
    ['👩‍🎓', 2],
    ['─', 1],
  ])('%j takes %d', (text, columns) => {
    expect(width(text)).toBe(columns)
  })

  test('clips to columns, not to characters', () => {
    expect(clip('数学数学', 5)).toBe('数学…')
    expect(clip('数学', 4)).toBe('数学')
    expect(padEnd('数', 4)).toBe('数  ')
    expect(padStart('数', 4)).toBe('  数')
    expect(padEnd('long', 2)).toBe('long')
  })
})

describe('values', () => {
  test.each([
    [null, 'text', '–'],
    ['', 'text', ''],
    [2024, 'integer', '2024'],
    [0.1, 'number', '0,1'],
    [12345678901234567890n, 'integer', '12345678901234567890'],
    [false, 'boolean', 'false'],
    [0, 'timestamp', '1970-01-01 00:00:00.000 UTC'],
    [1e17, 'timestamp', '100000000000000000'],
  ] as const)('%s of type %s', (cell, type, text) => {
    expect(cellText(cell, type, 'fr')).toBe(text)
  })

  test('statistics and counts', () => {
    expect([statisticText(null, 'en'), statisticText(NaN, 'en'), statisticText(5n, 'en')]).toEqual([
      '–',
      'NaN',
      '5',
    ])
    expect([extremeText(12.3456, 'en'), extremeText(0.001234567, 'en'), extremeText(null, 'en')]).toEqual([
      '12.3456',
      '0.00123',
      '–',
    ])
    expect([countText(null, 'en'), countText(1234n, 'en')]).toEqual(['–', '1,234'])
    expect([durationText(3.4, 'en'), durationText(999.4, 'en'), durationText(61_234, 'fr')]).toEqual([
      '3 ms',
      '999 ms',
      '61,2 s',
    ])
  })
})
