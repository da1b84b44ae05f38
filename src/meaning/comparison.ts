// Two policies compared by what they allow.

import type { AccessEffect } from '../policy/answers/index.ts';
import type { Provenance } from '../policy/catalogue/index.ts';
import type { Meaning } from './meaning.ts';

export interface Comparison {
  readonly old: Compared;
  readonly new: Compared;
  readonly effect: AccessEffect;
  /** The same in figures. */
  readonly meaning: Meaning;
  readonly policyData: { readonly actions: Provenance; readonly managedPolicies?: Provenance };
}

export interface Compared {
  /** The path of the file as given; path and name of the AWS managed policy. */
  readonly name: string;
  readonly source: 'file' | 'aws-managed';
  /** Of an AWS managed policy: `v94`. */
  readonly version?: string;
}
