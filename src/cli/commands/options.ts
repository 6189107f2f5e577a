import { Option } from 'commander'
import { currentLang } from '../../words'

// Options that several commands have: each is made anew for each of them.

export const json = (): Option => new Option('--json', 'print the result as JSON, for a program to read')
export const replay = (): Option =>
  new Option(
    '--replay <file>',
    'read this capture instead of a broker; when-unreachable: the last captures, where the broker cannot be reached',
  )
export const out = (): Option =>
  new Option('--out <dir>', 'folder for everything that is made').default('out')
export const hideCode = (): Option => new Option('--no-code', 'fold the code away in the report')
export const lang = (): Option =>
  new Option('--lang <lang>', 'language of labels and numbers').choices(['en', 'fr']).default(currentLang())
export const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]
export const param = (): Option =>
  new Option('--param <key=value>', 'a parameter of the notebook (can be repeated)').argParser(repeated)

/** What `--json` gives. */
export interface JsonFlag {
  readonly json?: boolean
}
