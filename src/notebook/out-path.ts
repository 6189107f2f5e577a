import { mkdirSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { carnetError } from '../errors'
import { outputFolder } from '../machine'

/**
 * The path of a file in the output folder: that of the run (`carnet run --out`, the variable CARNET_OUT), `out` of the
 * project by default. Makes the folder. Throws OUT_PATH_OUTSIDE and OUT_FOLDER_UNUSABLE.
 */
export function outPath(name: string): string {
  const folder = outputFolder()
  const file = resolve(folder, name)
  const inside = relative(folder, file)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw carnetError('OUT_PATH_OUTSIDE', { name, folder })
  try {
    mkdirSync(dirname(file), { recursive: true })
  } catch (e) {
    const reason = (e as NodeJS.ErrnoException).code === 'EACCES' ? 'permission denied' : (e as Error).message
    throw carnetError('OUT_FOLDER_UNUSABLE', { folder: dirname(file), reason }, e)
  }
  return file
}
