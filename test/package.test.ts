import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkNotebook, readNotebook } from '../src/report/nbformat'

interface LockedPackage {
  version?: string
  resolved?: string
  link?: boolean
  hasInstallScript?: boolean
}
interface Manifest {
  scripts: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  allowScripts: Record<string, boolean>
}

const root = join(__dirname, '..')
const read = <T>(file: string): T => JSON.parse(readFileSync(join(root, file), 'utf8')) as T
const manifest = read<Manifest>('package.json')
const { packages } = read<{ packages: Record<string, LockedPackage> }>('package-lock.json')

describe('package.json', () => {
  test('pins every version exactly', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([name, version]) => name !== 'carnet' && !/^\d+\.\d+\.\d+$/.test(version),
    )
    expect(loose).toEqual([])
  })

  test('lets notebooks import carnet by its name', () => {
    expect(manifest.dependencies.carnet).toBe('file:.')
    expect(packages['node_modules/carnet']?.link).toBe(true)
  })
})

describe('package-lock.json', () => {
  test('holds no registry address and no tarball by URL', () => {
    const addressed = Object.entries(packages).filter(([, p]) => /^(https?|git)/.test(p.resolved ?? ''))
    expect(addressed).toEqual([])
  })

  test('takes TensorFlow in JavaScript only, and the maintained xlsx and request', () => {
    const name = (path: string): string =>
      (packages[path] as { name?: string } | undefined)?.name ?? path.replace(/^.*node_modules\//, '')
    const under = (dependency: string): string[] =>
      Object.keys(packages)
        .filter((p) => p.endsWith(`node_modules/${dependency}`))
        .map(name)
    expect(under('@tensorflow/tfjs-node')).toEqual(['@tensorflow/tfjs'])
    expect(under('xlsx')).toEqual(['@e965/xlsx'])
    expect(under('request')).toEqual(['@cypress/request'])
  })

  test('runs the install scripts of the reviewed packages alone', () => {
    const withScripts = Object.entries(packages)
      .filter(([, p]) => p.hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
      .filter((name) => name !== 'fsevents')
    expect(withScripts.sort()).toEqual(Object.keys(manifest.allowScripts).sort())
  })
})

describe('notebooks', () => {
  const notebooks = readdirSync(join(root, 'notebooks')).filter((f) => f.endsWith('.ipynb'))

  test.each(notebooks)(
    '%s is committed without outputs, for the tslab kernel, importing carnet by name',
    async (file) => {
      expect(checkNotebook(await readNotebook(join(root, 'notebooks', file)))).toEqual([])
    },
  )
})
