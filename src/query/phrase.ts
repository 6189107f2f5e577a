import { type Lang, phrase } from '../words'
import {
  type CallNode,
  type Expression,
  type FunctionName,
  type FUNCTIONS,
  type LiteralNode,
  type Unit,
} from './expression'

/** How tightly things bind, loosest first: what binds looser than its place is put in parentheses. */
const BINDING = { between: 0, or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, whole: 7 } as const

/** An expression as one reads it: `age > 20 and filiere in ("Biologie", "Physique")`. English by default. */
export function expressionText(node: Expression, lang: Lang = 'en'): string {
  return written(node, lang, 0)
}

/** A name as it stands in a sentence: in backquotes where it is not one word. */
export const nameText = (name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `\`${name}\``

function written(node: Expression, lang: Lang, place: number): string {
  if ('column' in node) return nameText(node.column)
  if ('literal' in node) return literalText(node, lang)
  const { binding, text } = WRITERS[node.call](node, lang)
  return binding < place ? `(${text})` : text
}

function literalText({ literal: type, value }: LiteralNode, lang: Lang): string {
  if (type === 'text') return JSON.stringify(value)
  return typeof value === 'boolean' ? phrase(`query.${value}`, lang) : String(value)
}

interface Writing {
  readonly binding: number
  readonly text: string
}

type Writer = (node: CallNode, lang: Lang) => Writing

const WRITERS: Readonly<Record<FunctionName, Writer>> = {
  and: joined('and'),
  or: joined('or'),
  not: (node, lang) => {
    const [inner] = node.of
    if ('call' in inner && inner.call === 'is missing') return worded('query.notMissing')(inner, lang)
    return { binding: BINDING.not, text: `${phrase('query.not', lang)} ${written(inner, lang, BINDING.not)}` }
  },
  '=': signed('='),
  '!=': signed('!='),
  '>': signed('>'),
  '>=': signed('>='),
  '<': signed('<'),
  '<=': signed('<='),
  in: (node, lang) => {
    const [first, ...others] = node.of
    const list = others.map((n) => written(n, lang, 0)).join(', ')
    return {
      binding: BINDING.comparison,
      text: `${written(first, lang, BINDING.sum)} ${phrase('query.in', lang)} (${list})`,
    }
  },
  between: (node, lang) => ({ ...worded('query.between')(node, lang), binding: BINDING.between }),
  'is missing': worded('query.missing'),
  'if missing': worded('query.ifMissing'),
  'starts with': worded('query.startsWith'),
  'ends with': worded('query.endsWith'),
  contains: worded('query.contains'),
  '+': computed('+', BINDING.sum),
  '-': computed('-', BINDING.sum),
  '*': computed('*', BINDING.product),
  '/': computed('/', BINDING.product),
  mod: computed('mod', BINDING.product),
  abs: applied('abs'),
  floor: applied('floor'),
  ceil: applied('ceil'),
  round: applied('round'),
  lower: applied('lower'),
  upper: applied('upper'),
  trim: applied('trim'),
  length: applied('length'),
  left: applied('left'),
  concat: applied('concat'),
  fold: applied('fold'),
  year: applied('year'),
  month: applied('month'),
  day: applied('day'),
  weekday: applied('weekday'),
  hour: applied('hour'),
  'start of': (node, lang) => {
    const [time, unit] = node.of
    const name = 'literal' in unit ? (unit.value as Unit) : 'day'
    return {
      binding: BINDING.whole,
      text: `${phrase(`query.start.${name}`, lang)}(${written(time, lang, 0)})`,
    }
  },
}

function joined(word: 'and' | 'or'): Writer {
  return (node, lang) => ({
    binding: BINDING[word],
    text: node.of.map((n) => written(n, lang, BINDING[word])).join(` ${phrase(`query.${word}`, lang)} `),
  })
}

function signed(sign: string): Writer {
  return (node, lang) => {
    const [left, right] = node.of.map((n) => written(n, lang, BINDING.sum))
    return { binding: BINDING.comparison, text: `${left} ${sign} ${right}${ignoringText(node, lang)}` }
  }
}

function computed(sign: string, binding: number): Writer {
  return (node, lang) => {
    const [left, right] = node.of
    return { binding, text: `${written(left, lang, binding)} ${sign} ${written(right, lang, binding + 1)}` }
  }
}

/** The functions that are written with what they are applied to in parentheses. */
type Applied = Exclude<
  (typeof FUNCTIONS)['arithmetic' | 'text' | 'time'][number],
  '+' | '-' | '*' | '/' | 'mod' | 'start of'
>

function applied(name: Applied): Writer {
  return (node, lang) => ({
    binding: BINDING.whole,
    text: `${phrase(`query.${name}`, lang)}(${node.of.map((n) => written(n, lang, 0)).join(', ')})`,
  })
}

type Sentence = 'missing' | 'notMissing' | 'ifMissing' | 'startsWith' | 'endsWith' | 'contains' | 'between'

/** A sentence with the parts in their places: `{a} contains {b}`. */
function worded(word: `query.${Sentence}`): Writer {
  return (node, lang) => {
    const [a, b = '', c = ''] = node.of.map((n) => written(n, lang, BINDING.sum))
    return {
      binding: BINDING.comparison,
      text: phrase(word, lang, { a, b, c }) + ignoringText(node, lang),
    }
  }
}

function ignoringText({ ignoring }: CallNode, lang: Lang): string {
  if (ignoring === undefined) return ''
  return ` (${phrase(ignoring === 'case' ? 'query.ignoringCase' : 'query.ignoringBoth', lang)})`
}
