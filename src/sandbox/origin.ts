// What a new state is made from: a seed that somebody wrote, or the whole state of another sandbox.
import { isObject } from './constraints.ts';
import { SandboxError } from './errors.ts';
import { stateOf } from './seed.ts';
import { checkSeed, type SandboxSeed } from './seed-shape.ts';
import type { SandboxState } from './state.ts';
import { type StateFile, unfiled } from './state-file.ts';
import { checkStateFile } from './state-file-shape.ts';

export type Origin = SandboxSeed | StateFile;

const SMALLEST: SandboxSeed = {
  formatVersion: 1,
  region: 'eu-west-1',
  organization: { managementAccount: '111111111111', accounts: [{ id: '111111111111', name: 'management' }] },
};

/** Reads a seed file or a state file, told apart by `kind`. Throws a SandboxError that tells everything that is wrong. */
export function parseOrigin(json: string, fileName: string): Origin {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new SandboxError(`${fileName} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return isStateFile(value) ? checkStateFile(value, fileName) : checkSeed(value, fileName);
}

export const stateOfOrigin = (origin: Origin = SMALLEST): SandboxState =>
  isStateFile(origin) ? unfiled(structuredClone(checkStateFile(origin, 'the state'))) : stateOf(origin);

/** What names itself a state file is taken for one, whatever else is in it. */
const isStateFile = (value: unknown): value is StateFile => isObject(value) && value.kind === 'access-sandbox';
