'use strict'
// Makes sure that the dependencies and the build are there, and says what is missing and how to get it.
// It runs before anything is installed, on any Node, so it needs no package and no recent syntax.

var childProcess = require('child_process')
var crypto = require('crypto')
var fs = require('fs')
var path = require('path')

var root = path.resolve(__dirname, '..')
var windows = process.platform === 'win32'

function stop(what, todo) {
  process.stderr.write('\n' + what + '\n' + todo + '\n')
  process.exit(1)
}

function nodeIsRecentEnough(version) {
  var parts = version.split('.').map(Number)
  if (parts[0] === 20) return parts[1] >= 19
  if (parts[0] === 22) return parts[1] >= 13
  return parts[0] >= 24
}

if (!nodeIsRecentEnough(process.versions.node))
  stop(
    'carnet needs Node 20.19 or later (20, 22 or 24); this is Node ' + process.versions.node + '.',
    'Install one from nodejs.org or with a version manager such as nvm or fnm, then run the same command again.',
  )

function step(name, work) {
  var started = Date.now()
  if (process.stdout.isTTY) process.stdout.write('… ' + name)
  work()
  var seconds = ((Date.now() - started) / 1000).toFixed(1)
  process.stdout.write((process.stdout.isTTY ? '\r' : '') + '✓ ' + name + ' (' + seconds + ' s)\n')
}

function has(command) {
  return childProcess.spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (e) {
    return null
  }
}

function digest(parts) {
  return crypto.createHash('sha256').update(parts.join('\n')).digest('hex')
}

/** Last lines of what a command printed: what a person needs to see of a failure. */
function tail(result) {
  return ((result.stdout || '') + (result.stderr || '') + (result.error ? String(result.error) : ''))
    .trim()
    .split('\n')
    .slice(-15)
    .join('\n')
}

// The native module is compiled for one Node: another one needs it compiled again.
var dependencyStamp = path.join(root, 'node_modules', '.carnet-stamp')
var dependencies = digest([
  read(path.join(root, 'package-lock.json')),
  process.versions.modules,
  process.arch,
])
if (read(dependencyStamp) !== dependencies)
  step('dependencies installed', function () {
    // npm is a .cmd file on Windows, which only a shell can start.
    var result = childProcess.spawnSync('npm', ['ci', '--no-audit'], {
      cwd: root,
      encoding: 'utf8',
      shell: windows,
    })
    if (result.status !== 0) {
      process.stderr.write('\n' + tail(result) + '\n')
      if (!windows && !(has('g++') || has('clang++') || has('c++')))
        stop(
          'The dependencies could not be installed: better-sqlite3 has to be compiled, and this machine has no C++ compiler.',
          'Install one (Debian and Ubuntu: apt install g++ make python3; macOS: xcode-select --install), then run the same command again.',
        )
      if (!windows && !(has('python3') || has('python')))
        stop(
          'The dependencies could not be installed: better-sqlite3 has to be compiled, which needs Python 3 and make.',
          'Install them (Debian and Ubuntu: apt install python3 make), then run the same command again.',
        )
      stop(
        'The dependencies could not be installed; the last lines of npm are above.',
        'Check that the npm registry can be reached (npm ping), then run the same command again.',
      )
    }
    fs.writeFileSync(dependencyStamp, dependencies)
  })

function sources(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .sort(function (a, b) {
      return a.name < b.name ? -1 : 1
    })
    .reduce(function (all, entry) {
      var file = path.join(folder, entry.name)
      return all.concat(entry.isDirectory() ? sources(file) : [file])
    }, [])
}

var buildStamp = path.join(root, 'dist', '.carnet-stamp')
var inputs = sources(path.join(root, 'src')).concat(
  ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map(function (name) {
    return path.join(root, name)
  }),
)
var build = digest(
  inputs.map(function (file) {
    return path.relative(root, file) + ' ' + digest([read(file)])
  }),
)
if (read(buildStamp) !== build)
  step('build', function () {
    fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true })
    var tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    var result = childProcess.spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
      cwd: root,
      encoding: 'utf8',
    })
    if (result.status !== 0) {
      process.stderr.write('\n' + tail(result) + '\n')
      stop(
        'The build failed; the compiler says why above.',
        'Correct the named places in src, then run the same command again.',
      )
    }
    fs.writeFileSync(buildStamp, build)
  })
