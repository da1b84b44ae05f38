// What the engine rests on: the actions AWS has, and the documents of its managed policies, each as of a day.
import type { ActionIndex } from './action-index.ts';
import type { ManagedPolicies } from './managed-policies.ts';

export interface PolicyData {
  readonly index: ActionIndex;
  readonly managedPolicies: ManagedPolicies;
  /** AWS was asked for newer versions of the policies in use. */
  readonly live?: true;
}
