import { entry } from './define'

export const notebookErrors = {
  KERNEL_NAME_TAKEN: entry<{ file: string }>({
    what: (p) => `There is another kernel under that name: ${p.file} is not carnet's.`,
    todo: () => 'Keep it, and install with --prefix into an environment of its own; or give --replace.',
    example: { file: '/home/lea/.local/share/jupyter/kernels/tslab/kernel.json' },
  }),
  KERNEL_NOT_INSTALLED: entry<{ file: string }>({
    what: (p) => `The kernel is not installed there: ${p.file} does not exist.`,
    todo: () => 'Give the flags that it was installed with: --user, or --prefix with the folder.',
    example: { file: '/home/lea/.local/share/jupyter/kernels/tslab/kernel.json' },
  }),
  KERNEL_NOT_WRITTEN: entry<{ folder: string; reason: string }>({
    what: (p) => `The kernel cannot be installed into ${p.folder}: ${p.reason}.`,
    todo: () => 'Install it for yourself with --user, or with --prefix into a folder that you may write to.',
    example: { folder: '/usr/share/jupyter/kernels', reason: 'EACCES: permission denied' },
  }),
  KERNEL_PLACES: entry<object>({
    what: () => 'The kernel can be installed with --user or with --prefix, not with both.',
    todo: () => 'Give one of them.',
    example: {},
  }),
  CELL_INTERRUPTED: entry<object>({
    what: () => 'The cell was interrupted before this read began.',
    todo: () => 'Run the cell again.',
    example: {},
  }),
  PARAM_INVALID: entry<{ name: string; text: string; expected: 'number' | 'boolean' }>({
    what: (p) => `The parameter ${p.name} is "${p.text}", which is no ${p.expected}.`,
    todo: (p) =>
      p.expected === 'number'
        ? `Give it a number with a decimal point, for example --param ${p.name}=21.5.`
        : `Give it true or false, for example --param ${p.name}=true.`,
    example: { name: 'older-than', text: 'vingt', expected: 'number' },
  }),
  PARAMS_UNREADABLE: entry<{ reason: string }>({
    what: (p) => `The variable CARNET_PARAMS cannot be read: ${p.reason}.`,
    todo: () =>
      'Set it to a JSON object, for example {"older-than":"21"}, or unset it and use carnet run --param.',
    example: { reason: 'it is no JSON object' },
  }),
  OUT_PATH_OUTSIDE: entry<{ name: string; folder: string }>({
    what: (p) => `The output "${p.name}" lies outside of the output folder ${p.folder}.`,
    todo: () => 'Give outPath a name, or a path below the folder; to write elsewhere use a path of your own.',
    example: { name: '../students.db', folder: 'out' },
  }),
  OUT_FOLDER_UNUSABLE: entry<{ folder: string; reason: string }>({
    what: (p) => `The output folder ${p.folder} cannot be made: ${p.reason}.`,
    todo: () => 'Name a folder that you may write to with --out, or in the variable CARNET_OUT.',
    example: { folder: '/srv/out', reason: 'permission denied' },
  }),
}
