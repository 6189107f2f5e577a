import { connect, createServer } from 'node:net'
import { SparkSession } from '../engine/spark/client'
import { CarnetError } from '../errors'
import { type SparkState } from './state'

const HOST = '127.0.0.1'

/** Whether nobody listens on a port of this machine. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, HOST, () => server.close(() => resolve(true)))
  })
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST)
    const end = (open: boolean): void => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}

/** The address of a local Spark, for a client. */
export const addressOf = ({ port, token }: Pick<SparkState, 'port' | 'token'>) => ({
  host: HOST,
  port,
  tls: false,
  token,
  userId: null,
  headers: {},
})

/** Whether the Spark of that description answers: another program may have its port, and takes another token. */
export async function answersAt(state: Pick<SparkState, 'port' | 'token'>): Promise<boolean> {
  if (!(await isOpen(state.port))) return false
  try {
    const session = await SparkSession.open(addressOf(state), 'carnet')
    await session.close()
    return true
  } catch (e) {
    if (e instanceof CarnetError) return false
    throw e
  }
}
