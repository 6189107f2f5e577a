import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from '../../src/parse/parse'
import { reasonIn } from '../../src/parse/refusal'
import { inFrench } from '../../src/parse/refusal-words'
import { caseFiles, recordsOf } from './case-files'
import { batchOf } from './support'

const src = join(__dirname, '..', '..', 'src')

/** What the readers say of a fault, as it stands in their sources: with `x` for what differs from message to message. */
function wordsOfReaders(): string[] {
  const parse = readdirSync(join(src, 'parse'), { encoding: 'utf8', recursive: true })
  const files = [...parse.map((file) => join('parse', file)), join('source', 'json-text.ts')].filter((file) =>
    file.endsWith('.ts'),
  )
  const said =
    /(?:\b(?:BinaryFault|CsvFault)|#fault|#skipTo|\bproblem:)\(?\s*(?:[\w.]+, |'[^']+', )?(['`])(.+?)\1/g
  const expected = /\bexpected\((?:text, [^,]+, )?(['`])(.+?)\1/g
  return files.flatMap((file) => {
    const text = readFileSync(join(src, file), 'utf8')
    return [said, expected].flatMap((pattern) =>
      [...text.matchAll(pattern)].map((m) =>
        m[2].replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, 'x').replace(/\\\\/g, '\\'),
      ),
    )
  })
}

describe('the words of the readers in French', () => {
  const words = [...new Set(wordsOfReaders())]

  test('are found', () => {
    expect(words.length).toBeGreaterThan(50)
    expect(words).toContain('it ends within a value')
    expect(words).toContain('a name in double quotes')
  })

  // MessagePack has no mark: what is not right is not MessagePack, and nobody is told why.
  const unsaid = ['it has a byte that is no type', 'a name in it is no text']
  test.each(words.filter((w) => /[a-z]{2}/.test(w) && !unsaid.includes(w)))('%s', (english) => {
    expect(inFrench(english)).not.toBe(english)
  })
})

describe('every reject of the case files', () => {
  const ENGLISH = /\b(the|is|it|its|not|of|where|with|than|and|an|in)\b/
  test.each(caseFiles())('$file', ({ schema, cases }) => {
    for (const c of cases) {
      const { rejects } = parse(batchOf(recordsOf(c)), schema, { csvHeader: c.csv_header })
      for (const reject of rejects) {
        const french = reasonIn(reject, 'fr')
        expect(french).not.toBe(reject.reason)
        // What is in quotes, of a message or a schema, stays as it is.
        expect(french.replace(/"(\\.|[^"\\])*"|«[^»]*»/g, ''), c.name).not.toMatch(ENGLISH)
      }
    }
  })
})

test.each([
  ['"," or "}" is expected', 'il faut "," ou "}"'],
  ['the text ends where a value is expected', 'le texte finit là où il faut une valeur'],
  ['the end of "a" is expected', 'il faut la fin de "a"'],
  ['"\\x" is not followed by 2 hexadecimal digits', '"\\x" n’est pas suivi de 2 chiffres hexadécimaux'],
  ['above 130', 'au-dessus de 130'],
  ['the schema registry does not let you see it', 'le registre de schémas refuse de le montrer à vous'],
  [
    'of what it refers to, "a$&.proto": the schema registry does not know it ("no.")',
    'de ce à quoi il renvoie, "a$&.proto"\u00a0: le registre de schémas ne le connaît pas ("no.")',
  ],
])('%s', (english, french) => {
  expect(inFrench(english)).toBe(french)
})

test.each(['', '"an array"', '2', 'true', 'constructor', '__proto__', 'some other words'])(
  'what is not known stays as it is: %j',
  (words) => {
    expect(inFrench(words)).toBe(words)
  },
)
