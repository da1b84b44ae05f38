// The public surface of the sandbox, a local Identity Center over HTTP.
export { SandboxError } from './errors.ts';
export { parseFaultRules } from './fault-rules.ts';
export type { Fault, FaultCall, Faults } from './faults.ts';
export { parseOrigin } from './origin.ts';
export { parseSeed, type SandboxSeed } from './seed-shape.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './server.ts';
export { parseSettings } from './setting-text.ts';
export { DEFAULT_SETTINGS, type Settings } from './settings.ts';
export type { SandboxState } from './state.ts';
