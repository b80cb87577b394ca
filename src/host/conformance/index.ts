/** The conformance suite of drivers. */
export { NotConformant } from './actor';
export { conformanceCases } from './suite';
export { stageOf } from './stage';
export type { Names } from './stage';
export { cleanUp, occupants, trialWorld } from './trial';
export type { Occupant } from './trial';
export type { ConformanceCase, NotSupported } from './case';
export type { World } from './world';
