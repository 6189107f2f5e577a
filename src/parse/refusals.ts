import { type Reject } from './outcome'
import { inFrench } from './refusal-words'

/** A reason for which a message becomes a reject, with its parameters `P`. */
export interface Kind<P extends object> {
  readonly stage: Reject['stage']
  /** One sentence: what is wrong with the message. */
  readonly reason: (p: P) => string
  /** The same in French. Words of a reader in it are turned by `inFrench`. */
  readonly french: (p: P) => string
  /** Renders the kind in the reviewed file test/golden/rejects.txt. */
  readonly example: P
}

const kind = <P extends object>(k: Kind<P>): Kind<P> => k

/** A field and its value, as the message has them. */
export interface FieldValue {
  readonly field: string
  readonly value: string
}

type Missing = 'missing' | 'null' | 'empty' | 'NaN'

const HOW_IN_FRENCH: Readonly<Record<Missing, string>> = {
  missing: 'manque',
  null: 'est null',
  empty: 'est vide',
  NaN: 'est NaN',
}

/** A name in a French sentence. */
const named = (name: string): string => `«\u00a0${name}\u00a0»`

const fieldKind = (wanted: string, wantedInFrench: string, example: FieldValue): Kind<FieldValue> =>
  kind<FieldValue>({
    stage: 'schema',
    reason: (p) => `The field "${p.field}" is ${p.value}, ${wanted}.`,
    french: (p) => `Le champ ${named(p.field)} vaut ${inFrench(p.value)}, ${wantedInFrench}.`,
    example,
  })

/** Every reason for which a message becomes a reject, by code. */
export const refusals = {
  MESSAGE_TOO_LARGE: kind<{ bytes: number; most: number }>({
    stage: 'bytes',
    reason: (p) => `The message has ${p.bytes} bytes, and at most ${p.most} are parsed.`,
    french: (p) => `Le message fait ${p.bytes} octets, et ${p.most} au plus sont lus.`,
    example: { bytes: 70_000_000, most: 67_108_864 },
  }),
  NOT_UTF8: kind<{ byte: string; index: number }>({
    stage: 'bytes',
    reason: (p) =>
      `The message is neither UTF-8 text nor of a binary format that is known: byte ${p.byte} at index ${p.index} fits no character.`,
    french: (p) =>
      `Le message n’est ni du texte UTF-8 ni d’un format binaire connu\u00a0: l’octet ${p.byte} à l’indice ${p.index} ne forme aucun caractère.`,
    example: { byte: '0xe9', index: 12 },
  }),
  SCHEMA_ID_UNKNOWN: kind<{ id: number | string; why: string }>({
    stage: 'bytes',
    reason: (p) => `The message is in Confluent framing with the schema id ${p.id}, and ${p.why}.`,
    french: (p) =>
      `Le message est encadré à la façon de Confluent, avec l’identifiant de schéma ${p.id}, et ${inFrench(p.why)}.`,
    example: { id: 42, why: 'no schema registry was configured when it was read' },
  }),
  BINARY_INVALID: kind<{ format: string; problem: string }>({
    stage: 'format',
    reason: (p) => `The message is marked as ${p.format}, but ${p.problem}.`,
    french: (p) => `Le message est marqué comme ${inFrench(p.format)}, mais ${inFrench(p.problem)}.`,
    example: { format: 'CBOR', problem: 'it ends within a value' },
  }),
  FORMAT_UNKNOWN: kind<{ begins: string }>({
    stage: 'format',
    reason: (p) => `The text is of no format that is known: it begins with ${p.begins}.`,
    french: (p) => `Le texte n’est d’aucun format connu\u00a0: il commence par ${p.begins}.`,
    example: { begins: '"hello"' },
  }),
  JSON_INVALID: kind<{ character: number; problem: string }>({
    stage: 'format',
    reason: (p) => `The text is not JSON: at character ${p.character}, ${p.problem}.`,
    french: (p) => `Le texte n’est pas du JSON\u00a0: au caractère ${p.character}, ${inFrench(p.problem)}.`,
    example: { character: 8, problem: 'a value is expected' },
  }),
  JSON_TOO_DEEP: kind<{ most: number }>({
    stage: 'format',
    reason: (p) => `The JSON nests deeper than ${p.most} levels.`,
    french: (p) => `Le JSON s’emboîte sur plus de ${p.most} niveaux.`,
    example: { most: 1000 },
  }),
  NOT_AN_OBJECT: kind<{ found: string }>({
    stage: 'format',
    reason: (p) => `Where an object with fields should be, there is ${p.found}.`,
    french: (p) => `Là où il faut un objet avec des champs, il y a ${inFrench(p.found)}.`,
    example: { found: 'an array' },
  }),
  ENVELOPE_EMPTY: kind<{ envelope: string; part: string }>({
    stage: 'format',
    reason: (p) => `The message is a ${p.envelope} envelope without a row: it has no "${p.part}".`,
    french: (p) =>
      `Le message est une enveloppe ${p.envelope} sans ligne\u00a0: elle n’a pas de ${named(p.part)}.`,
    example: { envelope: 'Debezium', part: 'after' },
  }),
  XML_INVALID: kind<{ character: number; problem: string }>({
    stage: 'format',
    reason: (p) => `The text is not XML that is read here: at character ${p.character}, ${p.problem}.`,
    french: (p) =>
      `Le texte n’est pas du XML tel qu’il est lu ici\u00a0: au caractère ${p.character}, ${inFrench(p.problem)}.`,
    example: { character: 20, problem: 'the text ends within an element' },
  }),
  XML_NOT_FLAT: kind<{ element: string }>({
    stage: 'format',
    reason: (p) => `The XML is not one flat element: "${p.element}" has elements within.`,
    french: (p) => `Le XML n’est pas un seul élément plat\u00a0: ${named(p.element)} contient des éléments.`,
    example: { element: 'adresse' },
  }),
  NAME_TWICE: kind<{ name: string }>({
    stage: 'format',
    reason: (p) => `The name "${p.name}" is there twice.`,
    french: (p) => `Le nom ${named(p.name)} y est deux fois.`,
    example: { name: 'age' },
  }),
  CSV_INVALID: kind<{ character: number; problem: string }>({
    stage: 'format',
    reason: (p) => `The text is not CSV: at character ${p.character}, ${p.problem}.`,
    french: (p) => `Le texte n’est pas du CSV\u00a0: au caractère ${p.character}, ${inFrench(p.problem)}.`,
    example: { character: 9, problem: 'something follows a cell in quotes' },
  }),
  CSV_CELLS: kind<{ cells: number; columns: number }>({
    stage: 'format',
    reason: (p) => `The line has ${p.cells} cells, and the header ${p.columns} columns.`,
    french: (p) => `La ligne a ${p.cells} cellules, et l’en-tête ${p.columns} colonnes.`,
    example: { cells: 3, columns: 4 },
  }),
  CSV_HEADER_UNKNOWN: kind<{ cells: number; sign: string }>({
    stage: 'format',
    reason: (p) =>
      `The text looks like a line of CSV with ${p.cells} cells parted by ${p.sign}, and no header came before it.`,
    french: (p) =>
      `Le texte ressemble à une ligne de CSV de ${p.cells} cellules séparées par ${inFrench(p.sign)}, et aucun en-tête n’est venu avant.`,
    example: { cells: 4, sign: '";"' },
  }),
  TOO_MANY_ROWS: kind<{ most: number }>({
    stage: 'format',
    reason: (p) => `The message holds more than ${p.most} rows.`,
    french: (p) => `Le message contient plus de ${p.most} lignes.`,
    example: { most: 100_000 },
  }),
  TOO_MANY_FIELDS: kind<{ fields: number; most: number }>({
    stage: 'schema',
    reason: (p) => `The message has ${p.fields} fields, and at most ${p.most} are looked at.`,
    french: (p) => `Le message a ${p.fields} champs, et ${p.most} au plus sont regardés.`,
    example: { fields: 1_000_000, most: 10_000 },
  }),
  FIELD_MISSING: kind<{ field: string; how: Missing }>({
    stage: 'schema',
    reason: (p) => `The field "${p.field}" is ${p.how}, and the schema does not make it optional.`,
    french: (p) =>
      `Le champ ${named(p.field)} ${HOW_IN_FRENCH[p.how]}, et le schéma ne le rend pas facultatif.`,
    example: { field: 'age', how: 'missing' },
  }),
  FIELD_CONFLICT: kind<{ field: string; first: string; second: string }>({
    stage: 'schema',
    reason: (p) => `The field "${p.field}" is there under two names, "${p.first}" and "${p.second}".`,
    french: (p) =>
      `Le champ ${named(p.field)} est là sous deux noms, ${named(p.first)} et ${named(p.second)}.`,
    example: { field: 'prenom', first: 'prenom', second: 'Prénom' },
  }),
  NOT_TEXT: fieldKind('not text', 'et non du texte', { field: 'nom', value: 'true' }),
  NOT_A_NUMBER: fieldKind('not a number', 'et non un nombre', { field: 'age', value: '"2 or 3"' }),
  NUMBER_AMBIGUOUS: fieldKind(
    'a number whose comma may part thousands or decimals',
    'un nombre dont la virgule peut séparer des milliers ou des décimales',
    {
      field: 'prix',
      value: '"1,234"',
    },
  ),
  NOT_WHOLE: fieldKind('not a whole number', 'et non un nombre entier', {
    field: 'age',
    value: '22.5',
  }),
  NUMBER_TOO_LARGE: fieldKind('beyond the range of 64 bits', 'au-delà de 64 bits', {
    field: 'id',
    value: '9223372036854775808',
  }),
  NOT_A_BOOLEAN: fieldKind('neither true nor false', 'ni vrai ni faux', { field: 'actif', value: '2' }),
  NOT_A_DATE: fieldKind(
    'not a date (the day comes before the month)',
    'et non une date (le jour vient avant le mois)',
    {
      field: 'inscrit',
      value: '"30/02/2024"',
    },
  ),
  NOT_A_TIMESTAMP: fieldKind(
    'neither a date and time nor a number since 1970',
    'ni une date avec son heure ni un nombre depuis 1970',
    {
      field: 'inscrit',
      value: '"hier"',
    },
  ),
  TIMESTAMP_WITHOUT_ZONE: fieldKind('a time without its zone', 'une heure sans son fuseau', {
    field: 'inscrit',
    value: '"2024-12-01T08:00:00"',
  }),
  OUT_OF_RANGE: kind<FieldValue & { bound: string }>({
    stage: 'schema',
    reason: (p) => `The field "${p.field}" is ${p.value}, ${p.bound}.`,
    french: (p) => `Le champ ${named(p.field)} vaut ${inFrench(p.value)}, ${inFrench(p.bound)}.`,
    example: { field: 'age', value: '200', bound: 'above 130' },
  }),
}
