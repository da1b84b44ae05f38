// What an import is made of.
import type { Instant } from '../instant.ts';
import type { PolicyData } from '../policy/catalogue/index.ts';
import type { ParsedFile, SourceFolder } from '../source/file.ts';
import type { Directory } from '../state/directory.ts';
import type { PermissionSet } from '../state/state.ts';
import type { Estate } from './estate.ts';
import type { Layout } from './layouts.ts';
import type { ChosenSets } from './only.ts';
import type { Existing } from './takeover.ts';

export interface ImportInputs {
  readonly estate: Estate;
  /** Units are read, and tags as far as they may be. */
  readonly directory: Directory;
  /** What is there; empty where the folder is to be made. */
  readonly folder: SourceFolder;
  readonly asOf: Instant;
  readonly options: ImportOptions;
  readonly policies: PolicyData;
  readonly isAdministrator: (set: PermissionSet) => boolean;
}

export interface ImportOptions {
  readonly layout: Layout;
  /** Accounts are declared, with their units. */
  readonly inventory: boolean;
  /** Accounts are listed by name and nothing else. */
  readonly explicit: boolean;
  readonly users: boolean;
  /** For a folder that has none. */
  readonly owner: string;
  /** Permission sets that were asked for; undefined: all. */
  readonly only: ChosenSets | undefined;
}

/** The folder as it is, with what its files are parsed to. */
export interface ExistingFolder extends Existing {
  readonly parsed: readonly ParsedFile[];
}

/** There are settings and nothing else, as `access init` leaves them: the rest is as in a folder that is made. */
export function declaresNothing({ declarations }: ExistingFolder): boolean {
  const { groups, accounts, accountSets, permissionSets, grants } = declarations;
  return groups.size + accounts.size + accountSets.size + permissionSets.size + grants.length === 0;
}
