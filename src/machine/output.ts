import { join, resolve } from 'node:path'
import { projectRoot } from './root'

/** The folder for what a run makes: `carnet run --out`, the variable CARNET_OUT; `out` of the project by default. */
export const outputFolder = (): string => resolve(process.env.CARNET_OUT || join(projectRoot(), 'out'))
