import type { SandboxSeed } from '../src/sandbox/index.ts';

export function estate(accounts: number): SandboxSeed;
