import { connect } from 'node:net'

/** The id of the cluster that answers at a port of 127.0.0.1; rejects where none does. */
export function clusterIdAt(port: number, timeoutMs = 2000): Promise<string> {
  const request = Buffer.from([0, 0, 0, 14, 0, 3, 0, 2, 0, 0, 0, 1, 255, 255, 0, 0, 0, 0])
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    let got = Buffer.alloc(0)
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer')))
    socket.on('data', (chunk) => {
      got = Buffer.concat([got, chunk])
      if (got.length < 4 || got.length < 4 + got.readInt32BE(0)) return
      try {
        let at = 12
        const text = (): string => {
          const length = got.readInt16BE(at)
          const from = at + 2
          at = from + Math.max(length, 0)
          return got.toString('utf8', from, at)
        }
        for (let n = got.readInt32BE(8); n > 0; n--) {
          at += 4
          text()
          at += 4
          text()
        }
        resolve(text())
      } catch (e) {
        reject(e)
      }
      socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('closed')))
  })
}
