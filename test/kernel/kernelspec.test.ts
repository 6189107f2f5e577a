import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  installedKernel,
  kernelsOfPrefix,
  kernelspecFile,
  kernelsOfUser,
  removeKernelspec,
  writeKernelspec,
} from '../../src/kernel/kernelspec'
import { testFolder } from '../support/folders'

test.each([
  ['linux', { HOME: '/home/lea' }, '/home/lea/.local/share/jupyter/kernels'],
  ['linux', { HOME: '/home/lea', XDG_DATA_HOME: '/data' }, '/data/jupyter/kernels'],
  ['linux', { HOME: '/home/lea', XDG_DATA_HOME: '/data', JUPYTER_DATA_DIR: '/own' }, '/own/kernels'],
  ['darwin', { HOME: '/Users/lea', XDG_DATA_HOME: '/data' }, '/Users/lea/Library/Jupyter/kernels'],
  ['win32', { HOME: '/lea', APPDATA: '/lea/roaming' }, '/lea/roaming/jupyter/kernels'],
] as const)('the folder of the user on %s with %j is %s', (platform, env, folder) => {
  expect(kernelsOfUser(env, platform)).toBe(join(folder))
})

test('the kernel is there, is ours, and goes again', () => {
  const kernels = kernelsOfPrefix(testFolder())
  expect(installedKernel(kernels)).toBe('none')
  expect(writeKernelspec(kernels)).toBe(kernelspecFile(kernels))
  expect(installedKernel(kernels)).toBe('carnet')
  removeKernelspec(kernels)
  expect(installedKernel(kernels)).toBe('none')
})

test.each([
  '{"argv":["tslab","kernel","--config-path","{connection_file}"]}',
  '{"argv":[]}',
  '{}',
  'null',
  '[',
])('another one is none of ours: %s', (text) => {
  const file = kernelspecFile(testFolder())
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  expect(installedKernel(join(dirname(file), '..'))).toBe('other')
})
