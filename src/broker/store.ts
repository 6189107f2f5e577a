import { join } from 'node:path'

/** Where everything that the local Kafka needs and keeps is: `.carnet` in the project. */
export const storeOf = (root: string): string => join(root, '.carnet')

/** The folder of the broker that keeps its data from start to start. */
export const lastingFolder = (root: string): string => join(storeOf(root), 'kafka')
