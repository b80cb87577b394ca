/** A mail host to practise on: real HTTP, real rules, and faults on request. */
export type { SandboxToken } from './auth';
export type { Call, CallCounts } from './calls';
export { SANDBOX_FAILURES, SandboxError } from './failure';
export type { SandboxFailure } from './failure';
export { FAULTS, FAULT_KINDS } from './faults';
export type { FaultKind, FaultSettings } from './faults';
export type { Rate } from './rate';
export type { SeedObject } from './seed';
export { startSandbox } from './start';
export type { Sandbox, SandboxOptions } from './start';
