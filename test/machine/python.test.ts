import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { machineOffersPython } from '../../src/machine'
import { isRecentPython, parsePython } from '../../src/machine/python'
import { testFolder } from '../support/folders'

describe('parsePython', () => {
  test('reads version, what lacks, and the path', () => {
    expect(parsePython('carnet-python|3.11.2||/usr/bin/python3\n')).toEqual({
      executable: '/usr/bin/python3',
      version: [3, 11, 2],
      lacks: [],
    })
  })

  test('reads what lacks on Debian without python3-venv', () => {
    expect(parsePython('carnet-python|3.11.2|ensurepip|/usr/bin/python3')?.lacks).toEqual(['ensurepip'])
    expect(parsePython('carnet-python|2.7.18|venv,ensurepip|/usr/bin/python')?.lacks).toEqual([
      'venv',
      'ensurepip',
    ])
  })

  test('finds the answer among other lines, with Windows line ends and a path with spaces and accents', () => {
    const output = 'some warning\r\ncarnet-python|3.13.0||C:\\Été 2026\\python.exe\r\n'
    expect(parsePython(output)?.executable).toBe('C:\\Été 2026\\python.exe')
  })

  test.each([
    '',
    'Python was not found; run without arguments to install',
    'Python 3.11.2',
    'carnet-python|3|x|y',
  ])('takes %j for no answer', (output) => {
    expect(parsePython(output)).toBeNull()
  })
})

test.each([
  [[3, 10, 0], true],
  [[3, 9, 25], false],
  [[3, 14, 1], true],
  [[2, 7, 18], false],
  [[4, 0, 0], false],
] as const)('version %j is recent enough: %s', (version, recent) => {
  expect(isRecentPython(version)).toBe(recent)
})

/** A folder for the PATH that holds programs which print what is given. */
function programs(answers: Record<string, string>): string {
  const folder = testFolder()
  for (const [name, answer] of Object.entries(answers)) {
    const file = join(folder, name)
    writeFileSync(file, `#!/bin/sh\necho '${answer}'\n`)
    chmodSync(file, 0o755)
  }
  return folder
}

describe.skipIf(process.platform === 'win32')('machineOffersPython', () => {
  test('takes python3 before python, by the path it gives itself', async () => {
    const PATH = programs({
      python3: 'carnet-python|3.12.1||/real/python3.12',
      python: 'carnet-python|3.13.1||/real/python3.13',
    })
    expect(await machineOffersPython({ PATH })).toEqual({ ok: true, command: '/real/python3.12' })
  })

  test('takes python where python3 is too old', async () => {
    const PATH = programs({
      python3: 'carnet-python|3.8.10||/usr/bin/python3',
      python: 'carnet-python|3.13.1||/real/python3.13',
    })
    expect(await machineOffersPython({ PATH })).toEqual({ ok: true, command: '/real/python3.13' })
  })

  test('says that there is none', async () => {
    const offer = await machineOffersPython({ PATH: testFolder() })
    expect(offer).toMatchObject({
      ok: false,
      short: 'this machine has no Python',
      what: 'This machine has no Python.',
    })
  })

  test('says that the one there is too old', async () => {
    const offer = await machineOffersPython({
      PATH: programs({ python3: 'carnet-python|3.9.2||/usr/bin/python3' }),
    })
    expect(offer).toMatchObject({
      ok: false,
      error: { code: 'PYTHON_TOO_OLD', details: { version: '3.9.2' } },
    })
  })

  test('says which module lacks', async () => {
    const PATH = programs({ python3: 'carnet-python|3.11.2|ensurepip|/usr/bin/python3' })
    const offer = await machineOffersPython({ PATH })
    expect(offer).toMatchObject({ ok: false, error: { code: 'PYTHON_WITHOUT_VENV' } })
    expect(offer).toHaveProperty('what', expect.stringContaining('it has no ensurepip'))
  })

  test('asks the one that CARNET_PYTHON names, and no other', async () => {
    const PATH = programs({
      python3: 'carnet-python|3.12.1||/real/python3.12',
      mine: 'carnet-python|3.10.0||/mine',
    })
    expect(await machineOffersPython({ PATH, CARNET_PYTHON: 'mine' })).toEqual({ ok: true, command: '/mine' })
    expect(await machineOffersPython({ PATH, CARNET_PYTHON: '/no/such/python' })).toMatchObject({
      ok: false,
      short: 'CARNET_PYTHON names no Python',
      error: { code: 'PYTHON_NAMED_UNFIT' },
    })
  })

  test('takes an empty CARNET_PYTHON for none', async () => {
    const PATH = programs({ python3: 'carnet-python|3.12.1||/real/python3.12' })
    expect(await machineOffersPython({ PATH, CARNET_PYTHON: '' })).toEqual({
      ok: true,
      command: '/real/python3.12',
    })
  })
})
