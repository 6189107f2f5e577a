import {
  type Cell,
  type CodeCell,
  type MimeBundle,
  type Notebook,
  type Output,
} from '../../src/report/nbformat'

/** A picture of one grey pixel. */
export const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mM0MPj/HwAEPQJ8T5g3MQAAAABJRU5ErkJggg=='

export const markdown = (source: string, extra: Partial<Cell> = {}): Cell =>
  ({ cell_type: 'markdown', metadata: {}, source, ...extra }) as Cell

export const code = (
  source: string,
  outputs: Output[] = [],
  count: number | null = null,
  extra: Partial<CodeCell> = {},
): CodeCell => ({ cell_type: 'code', metadata: {}, source, outputs, execution_count: count, ...extra })

export const display = (data: MimeBundle, metadata: Record<string, unknown> = {}): Output => ({
  output_type: 'display_data',
  data,
  metadata,
})

export const html = (text: string): Output => display({ 'text/html': text })

export const stream = (text: string, name: 'stdout' | 'stderr' = 'stdout'): Output => ({
  output_type: 'stream',
  name,
  text,
})

export const error = (ename: string, evalue: string, traceback: string[] = []): Output => ({
  output_type: 'error',
  ename,
  evalue,
  traceback,
})

export const notebook = (cells: Cell[], metadata: Notebook['metadata'] = {}): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata,
  cells,
})

/** A notebook with every kind of cell and output, small enough to read its report line by line. */
export const everything = (): Notebook =>
  notebook(
    [
      markdown(
        '# Étude des *âges*\n\nLes messages d’un topic, avec un [lien](https://example.org/a?b=1&c=2).',
      ),
      markdown(
        '## Âge par filière\n\nLa moyenne $\\bar{x} = \\frac{1}{n}\\sum_{i=1}^{n} x_i$ et, sur sa ligne :\n\n' +
          '$$\ns = \\sqrt{\\frac{1}{n-1}\\sum (x_i - \\bar{x})^2}\n$$\n\n' +
          '| Filière | Nombre |\n| --- | ---: |\n| Biologie | 3 |\n\n```ts\nconst a = 1 < 2\n```\n\n' +
          '![une image](attachment:a.png) ![ailleurs](https://example.org/x.png)\n\n<script>alert(1)</script>',
        { attachments: { 'a.png': { 'image/png': PIXEL } } },
      ),
      code(
        "import { connect } from 'carnet'\nconst kafka = await connect() // le broker\nconst s = `<${1 + 2}>`",
        [stream('10 messages'), stream(' lus\n'), stream('attention\n', 'stderr')],
        1,
      ),
      code(
        'await show(table)',
        [html('<table class="t"><tr><td>a<td onclick="x()">b</table>'), display({ 'text/plain': '1 < 2' })],
        2,
      ),
      markdown('### Âge par filière\n\nLe même titre, une autre ancre.'),
      code(
        'figures()',
        [
          display({
            'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"/>',
            'text/plain': 'un dessin',
          }),
          display({ 'image/png': `${PIXEL}\n` }, { 'image/png': { width: 12, height: 'x' } }),
          display({ 'image/jpeg': 'AAAA', 'text/plain': 'une photo' }),
          display({ 'text/markdown': '**gras** et $x^2$' }),
          display({ 'text/latex': '$$E = mc^2$$' }),
          display({ 'application/json': { filière: ['Biologie', null] } }),
          { output_type: 'execute_result', execution_count: 3, data: { 'text/plain': '42' }, metadata: {} },
          display({ 'application/vnd.example+json': {} }),
        ],
        3,
      ),
      { cell_type: 'raw', metadata: {}, source: 'texte <brut>' },
      code(
        'throw new RangeError("âge hors limites")',
        [
          error('RangeError', 'âge hors limites', [
            '\u001b[1;31mRangeError\u001b[0m: âge <hors> limites',
            '    at cell:1:7',
          ]),
        ],
        4,
      ),
      code('jamais()'),
    ],
    { title: 'Étude des âges' },
  )
