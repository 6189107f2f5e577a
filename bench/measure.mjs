// Runs a program and measures it from outside: its whole process tree.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const SAMPLE_MS = 20
const TICKS_PER_SECOND = 100

/**
 * Runs a command to its end. Gives the last line of its output as JSON where it is JSON, with `wall` and `cpu` in
 * seconds and `peak` in bytes of resident memory, both over the process and all its children (sampled from /proc).
 */
export async function measure(command, args, env = {}) {
  const started = performance.now()
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-4096)))
  let peak = 0
  let cpu = 0
  const sampling = setInterval(() => {
    const now = treeUsage(child.pid)
    peak = Math.max(peak, now.memory)
    cpu = Math.max(cpu, now.cpu)
  }, SAMPLE_MS)
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  clearInterval(sampling)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`)
  return { ...resultOf(output), wall: (performance.now() - started) / 1000, cpu, peak }
}

function resultOf(output) {
  const last = output.trim().split('\n').at(-1) ?? ''
  return last.startsWith('{') ? JSON.parse(last) : {}
}

/** Resident memory and CPU seconds of a process and everything below it. */
function treeUsage(root) {
  const processes = new Map()
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = read(`/proc/${pid}/stat`)
    if (stat === null) continue
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    processes.set(Number(pid), {
      parent: Number(fields[1]),
      ticks: Number(fields[11]) + Number(fields[12]),
      fields,
    })
  }
  const tree = new Set([root])
  for (let grown = true; grown;) {
    grown = false
    for (const [pid, { parent }] of processes)
      if (tree.has(parent) && !tree.has(pid)) {
        tree.add(pid)
        grown = true
      }
  }
  let memory = 0
  let ticks = 0
  for (const pid of tree) {
    const found = processes.get(pid)
    if (!found) continue
    memory += Number(found.fields[21]) * 4096
    ticks += found.ticks
  }
  return { memory, cpu: ticks / TICKS_PER_SECOND }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
