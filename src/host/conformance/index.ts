/** The conformance suite of drivers. */
export { NotConformant } from './actor';
export { conformanceCases } from './suite';
export type { ConformanceCase } from './case';
export type { World } from './world';
