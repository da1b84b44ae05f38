// What the command line may say, after parsing: one shape for all verbs, each of which reads its own part.

import type { ForgeName } from '../forge/forge.ts';
import type { Layout } from '../import/layouts.ts';
import type { Source } from '../import/sources.ts';
import type { PolicyKind } from '../meaning/policy-kinds.ts';

/** Of which there are recipes in docs/ci.md. */
export const CI_NAMES = ['github', 'gitlab', 'azure-devops', 'none'] as const;
export type Ci = (typeof CI_NAMES)[number];

export interface Options {
  /** The config folder. */
  readonly dir: string;
  readonly format?: string;
  /** Git revision. */
  readonly base?: string;
  /** Git revision: the files as of then. */
  readonly ref?: string;
  /** A date or moment: the files as of then. */
  readonly at?: string;
  readonly sandbox?: boolean;
  readonly sandboxState?: string;
  readonly seed?: string;
  readonly allow?: readonly string[];
  readonly audit?: boolean;
  /** Also ask Entra. */
  readonly entra?: boolean;
  readonly livePolicies?: boolean;
  readonly inFlight?: number;
  readonly out?: string;
  readonly detailedExitcode?: boolean;
  readonly expect?: string;
  readonly autoApprove?: boolean;
  readonly journal?: string;
  /** Milliseconds. */
  readonly waitForGroups?: number;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly port?: number;
  readonly entraPort?: number;
  readonly fault?: readonly string[];
  readonly faultSeed?: number;
  readonly set?: readonly string[];
  readonly ignore?: readonly string[];
  readonly kind?: PolicyKind;
  readonly boundary?: string;
  readonly oldBoundary?: string;
  readonly newBoundary?: string;
  readonly scp?: readonly string[];
  readonly rcp?: readonly string[];
  /** `key=value`. */
  readonly when?: readonly string[];
  /** Condition keys. */
  readonly absent?: readonly string[];
  readonly log?: string;
  readonly all?: boolean;
  readonly verbose?: boolean;
  readonly permissionSet?: readonly string[];
  readonly group?: readonly string[];
  readonly account?: readonly string[];
  /** Milliseconds. */
  readonly maxAge?: number;
  readonly blur?: boolean;
  /** Who is in the groups is read, too. */
  readonly members?: boolean;
  /** Names of people, where `members` counts them. */
  readonly names?: boolean;
  /** When roles were last used is asked of what is taken away. */
  readonly lastUsed?: boolean;
  readonly who?: boolean;
  readonly setup?: boolean;
  readonly issue?: boolean;
  readonly forge?: ForgeName;
  readonly repository?: string;
  readonly pullRequest?: number;
  readonly apiUrl?: string;
  readonly marker?: string;
  readonly dryRun?: boolean;
  readonly layout?: Layout;
  /** False: accounts are not declared. */
  readonly inventory?: boolean;
  readonly only?: readonly string[];
  readonly explicit?: boolean;
  readonly users?: boolean;
  /** Of the instance, for access control. */
  readonly attributes?: boolean;
  readonly roles?: boolean;
  readonly applications?: boolean;
  readonly from?: Source;
  readonly ci?: Ci;
  /** As CODEOWNERS names them. */
  readonly codeowners?: string;
  readonly region?: string;
  /** A snapshot in place of live. */
  readonly live?: string;
  /** Whether to look at live. */
  readonly lookUp?: boolean;
  /** Of a folder that is made. */
  readonly owner?: string;
  readonly check?: boolean;
  readonly write?: boolean;
  readonly diff?: boolean;
  readonly print?: boolean;
  /** An account selector. */
  readonly production?: string;
  /** Of run logs, not of who has what. */
  readonly runs?: boolean;
  /** Of run logs, by account. */
  readonly evidence?: boolean;
  /** Where the files of an access review are written to. */
  readonly review?: string;
  /** Where they are read from, filled in. */
  readonly decisions?: string;
  /** A template for names: see NAME_PARTS. */
  readonly name?: string;
  /** Regions. */
  readonly workRegion?: readonly string[];
  readonly startUrl?: string;
  readonly session?: string;
  /** App roles that stand, out of a file. */
  readonly current?: string;
  /** Of Entra: its metadata without extension, or the id of its service principal. */
  readonly application?: string;
  /** A folder for files. */
  readonly to?: string;
}
