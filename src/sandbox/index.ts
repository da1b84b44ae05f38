// The public surface of the sandbox, a local Identity Center over HTTP.
export { SandboxError } from './errors.ts';
export type { Fault, FaultCall, Faults } from './faults.ts';
export type { Service } from './operation.ts';
export { parseSeed, type SandboxSeed } from './seed-shape.ts';
export { type CallRecord, type Sandbox, type SandboxOptions, startSandbox } from './server.ts';
export { DEFAULT_SETTINGS, type Settings } from './settings.ts';
export type { Persona, SandboxState } from './state.ts';
export type { StateFile } from './state-file.ts';
