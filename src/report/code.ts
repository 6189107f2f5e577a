import hljs from 'highlight.js/lib/core'
import typescript from 'highlight.js/lib/languages/typescript'
import { escapeHtml } from './escape'

hljs.registerLanguage('typescript', typescript)

const TYPESCRIPT = new Set(['typescript', 'ts', 'tsx', 'javascript', 'js', 'jsx'])

/** Code as HTML with spans of highlight.js' classes (`hljs-keyword` …); a language it does not know is escaped as it is. */
export function highlight(code: string, language = 'typescript'): string {
  if (!TYPESCRIPT.has(language.toLowerCase())) return escapeHtml(code)
  return hljs.highlight(code, { language: 'typescript', ignoreIllegals: true }).value
}
