export { ensureJava, type Java } from './java'
export { exitOf, exitText, javaEnv, SILENT, spawnService, untilReady } from './launching'
export { withLock } from './lock'
export { commandLine, processExists } from './processes'
export { outputFolder } from './output'
export { machineOffersPython, type PythonOffer } from './python'
export { projectRoot } from './root'
export { runProgram } from './run'
export {
  endService,
  endWithThisProcess,
  isAbandoned,
  type Owner,
  type Service,
  serviceRuns,
  thisProcess,
} from './services'
export { carnetVersion } from './version'
export { ensureVenv, type Part, type Venv, venvHolds, type VenvOptions } from './venv'
