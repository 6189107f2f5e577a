import { TextItem } from './text-item'
import { refuse } from '../refusal'
import { type Format } from './format'
import { readFlatXml, XmlFault } from './xml-reader'

/** XML of one flat element: its attributes, and elements within it that hold text alone, are the fields. */
export const xml: Format = {
  name: 'xml',
  read({ text, start }) {
    if (text === null || !/^\s*</.test(text)) return null
    const read = readFlatXml(text)
    if (!(read instanceof XmlFault)) return new TextItem(read.fields, 'xml', read.starts, start)
    const at = start === null ? null : start + read.position
    if (read.kind === 'nested') return refuse('XML_NOT_FLAT', { element: read.about }, at)
    if (read.kind === 'twice') return refuse('NAME_TWICE', { name: read.about }, at)
    return refuse('XML_INVALID', { character: read.position + 1, problem: read.about }, at)
  },
}
