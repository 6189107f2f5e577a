import { type TypeScript } from './tslab'

/**
 * TypeScript that takes Node's types as given, and those of other packages when a cell imports them. By default it reads
 * every package under node_modules/@types at the start, which takes as long again as everything else.
 */
export function withNodeTypesAlone(ts: TypeScript): TypeScript {
  return {
    ...ts,
    createWatchCompilerHost: (files, options, ...rest) =>
      ts.createWatchCompilerHost(files, { ...options, types: ['node'] }, ...rest),
  }
}
