import { parentPort, workerData } from 'node:worker_threads'
import { draw, type DrawRequest } from './draw'

/** The thread that draws one picture and ends: an error ends it too, and reaches the one who started it. */
void draw(workerData as DrawRequest).then((picture) => parentPort?.postMessage(picture))
