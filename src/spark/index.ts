export { connectSpark, type SparkSettings } from './connect'
export {
  type LocalSpark,
  runningSpark,
  startSpark,
  startSparkDaemon,
  type StartOptions,
  stopSparkDaemon,
} from './local'
export { firstFetch } from './parts'
