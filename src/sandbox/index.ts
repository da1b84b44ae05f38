// The public surface of the sandbox, a local Identity Center over HTTP.
export type { CallRecord } from './call-log.ts';
export { SandboxError } from './errors.ts';
export { type FaultPlan, type FaultRule, parseFaultRules } from './fault-rules.ts';
export type { Fault, FaultCall, Faults } from './faults.ts';
export type { Service } from './operation.ts';
export { type Origin, parseOrigin } from './origin.ts';
export { parseSeed, type SandboxSeed } from './seed-shape.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './server.ts';
export { parseSettings } from './setting-text.ts';
export { DEFAULT_SETTINGS, type Settings } from './settings.ts';
export type { Persona, SandboxState } from './state.ts';
export type { StateFile } from './state-file.ts';
