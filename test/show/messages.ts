import { type Parsed } from '../../src/parse/outcome'
import { parse } from '../../src/parse/parse'
import { integer, schema, text } from '../../src/parse/schema'
import { messages as batchOfTexts } from '../parse/support'

export const student = schema(
  { nom: text(), age: integer({ min: 0, max: 130 }), note: text().optional() },
  { name: 'students' },
)

const framed = (json: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 0, 9]), Buffer.from(json)])

/** Messages of many formats, with mistakes in several encodings, and what a terminal or a page must not obey. */
export const messages = batchOfTexts(
  '{"op":"c","ts_ms":1,"after":{"LastName":"Curie","âge":"22 ans","note":" ","x":1}}',
  Buffer.from('{"nom":"Lefèvre","age":true}', 'latin1'),
  Buffer.from('\ufeff{"nom":"A","age":"vingt"}', 'utf16le'),
  framed('{"nom":"B","age":-1}'),
  null,
  '',
  '[{"nom":"C","age":1},{"nom":"\\u001b[31m<b>","age":[2]}]',
  'nom=D age=20',
  "{'nom': 'E', 'age': 3}",
  '<e><nom>F</nom><age>4</age></e>',
  '{"nom":"\u001b[31m<script>","age":',
  Buffer.from([0xc1, 0xff, 0x1b, 0x41]),
  '{"nom":"G","age":300,"long":"' + '😀'.repeat(60) + '"}',
)

export const mixed = (): Parsed<{ nom: string; age: number; note: string | null }> => parse(messages, student)

/** Half-way the names change, and in the end the ages are others. */
export const changing = batchOfTexts(
  ...Array.from({ length: 160 }, (_, i) =>
    JSON.stringify({
      [i < 80 ? 'nom' : 'lastName']: 'A',
      age: i === 150 ? 99 : 20 + (i % 5),
      ...(i > 120 && { '<new>': i }),
    }),
  ),
)
