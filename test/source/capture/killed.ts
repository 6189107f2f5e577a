import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { framePieces } from '../../../src/source/capture/kcap-frame'
import { KcapWriter } from '../../../src/source/capture/kcap-write'
import { PartialFile } from '../../../src/source/capture/partial-file'
import { newCaptureName } from '../../../src/source/catalog'
import { chunkOf, opening, students } from '../support'

/** The id of a process that has ended. */
export const endedPid = (): number => spawnSync(process.execPath, ['--version']).pid

/** An unfinished .kcap file as another process would have written it. */
export function writtenBy(pid: number, bytes: Buffer): Buffer {
  const length = bytes.readUInt32BE(9)
  const json = bytes
    .subarray(17, 17 + length)
    .toString()
    .replace(/"pid":\d+/, `"pid":${pid}`)
    .trimEnd()
  const opened = Buffer.concat(framePieces('O', json.padEnd(length)))
  return Buffer.concat([bytes.subarray(0, 8), opened, bytes.subarray(8 + opened.length)])
}

/** What a process leaves that is killed after 3 messages, as it looks in the folder of captures. */
export async function killedCapture(folder: string, ms: number): Promise<string> {
  const readAt = new Date(ms)
  const whole = join(folder, newCaptureName('message', readAt))
  const writer = new KcapWriter(await PartialFile.begin(whole), {
    ...opening,
    readAt: readAt.toISOString(),
  })
  await writer.add(chunkOf(students(0, 0, 3)))
  await writer.add(chunkOf(students(0, 3, 4)))
  const bytes = readFileSync(`${whole}.partial`)
  await writer.discard()
  const frames = frameEnds(bytes)
  writeFileSync(`${whole}.partial`, writtenBy(endedPid(), bytes.subarray(0, frames[1] + 20)))
  return `${whole}.partial`
}

/** Where each frame of a .kcap file ends: opening, chunks, manifest; the last may go beyond the file. */
export function frameEnds(bytes: Buffer): number[] {
  const ends: number[] = []
  for (let at = 8; at < bytes.length - 48;) {
    at += 9 + bytes.readUInt32BE(at + 1) + bytes.readUInt32BE(at + 5) + 4
    ends.push(at)
  }
  return ends
}
