export { startBroker, type BrokerOptions, type LocalBroker } from './broker'
export {
  runningBroker as brokerStatus,
  runningBroker,
  startDaemon,
  stopDaemon,
  type BrokerAddress,
  type DaemonOptions,
} from './daemon'
export { loadSample, type LoadedSample } from './sample'
