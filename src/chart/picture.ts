import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { carnetError } from '../errors'
import { type DrawRequest, type Picture } from './drawing/draw'

export { type Picture }

/**
 * Draws in a thread of its own, which ends with the picture: the kernel keeps neither the memory of a browser's
 * document nor the second it takes. Throws PICTURE_FAILED, which names the figure by its title.
 */
export function drawPicture(title: string, request: DrawRequest): Promise<Picture> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string, cause?: unknown): void =>
      reject(carnetError('PICTURE_FAILED', { title, reason }, cause))
    const worker = new Worker(join(__dirname, 'drawing', 'worker.js'), { workerData: request, execArgv: [] })
    worker.once('message', resolve)
    worker.once('error', (e) => failed(e.message.split('\n')[0] ?? '', e))
    worker.once('exit', (code) => failed(`the drawing thread ended with ${code}`))
  })
}
