import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { kernelArgv } from '../../src/kernel/kernelspec'
import { startCarnet, type Ended } from '../support/carnet'
import { testFolder } from '../support/folders'

const kernel = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> =>
  startCarnet(['kernel', ...args], {
    // No Jupyter, no environment, and no home but the test's.
    env: { PATH: '/nowhere', VIRTUAL_ENV: '', CONDA_PREFIX: '', XDG_DATA_HOME: '', ...env },
  }).ended

describe('carnet kernel', () => {
  test('installs for the user, sees that it starts, and takes it away again', async () => {
    const HOME = testFolder()
    const file = join(HOME, '.local', 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json')
    const { code, text } = await kernel(['install', '--user'], { HOME, JUPYTER_DATA_DIR: '' })
    expect(text).toContain(`Installed: ${file}\n`)
    expect(text).toMatch(/✓ the kernel starts: carnet: TypeScript 5\.0\.4, Node [\d.]+, ready after [\d.]+ s/)
    expect(text).toContain('Jupyter: there is none on the path')
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      argv: kernelArgv(),
      interrupt_mode: 'message',
    })
    const removed = await kernel(['uninstall', '--user'], { HOME })
    expect(removed).toMatchObject({ code: 0, text: `Removed: ${file}\n` })
    expect(existsSync(join(file, '..'))).toBe(false)
    expect((await kernel(['uninstall'], { HOME })).text).toContain('[KERNEL_NOT_INSTALLED]')
  })

  test('installs into the environment that is active, where the Jupyter on the path finds it', async () => {
    const [prefix, HOME] = [testFolder(), testFolder()]
    const kernels = join(prefix, 'share', 'jupyter', 'kernels')
    // Stands in for Jupyter: what it lists is what counts.
    mkdirSync(join(prefix, 'bin'))
    writeFileSync(
      join(prefix, 'bin', 'jupyter'),
      `#!/bin/sh\necho '{"kernelspecs": {"tslab": {"resource_dir": "${join(kernels, 'tslab')}"}}}'\n`,
      { mode: 0o755 },
    )
    const env = { HOME, VIRTUAL_ENV: prefix, PATH: join(prefix, 'bin') }
    const { code, stdout } = await kernel(['install', '--json'], env)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      file: join(kernels, 'tslab', 'kernel.json'),
      jupyter: true,
    })
  })

  test('leaves another kernel of that name alone, unless told', async () => {
    const prefix = testFolder()
    const file = join(prefix, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json')
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, '{"argv":["tslab","kernel","{connection_file}"]}')
    for (const command of ['install', 'uninstall']) {
      const refused = await kernel([command, '--prefix', prefix], {})
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain('[KERNEL_NAME_TAKEN]')
    }
    expect((await kernel(['install', '--prefix', prefix, '--replace'], {})).code).toBe(0)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ argv: kernelArgv() })
  })

  test('refuses two places at once, and one that cannot be written to', async () => {
    expect((await kernel(['install', '--user', '--prefix', 'x'], {})).stderr).toContain('[KERNEL_PLACES]')
    const file = join(testFolder(), 'file')
    writeFileSync(file, '')
    expect((await kernel(['install', '--prefix', file], {})).stderr).toContain('[KERNEL_NOT_WRITTEN]')
  })
})
