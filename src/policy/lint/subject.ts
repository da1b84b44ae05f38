import type { Suggest } from '../../diagnostics/suggest.ts';
import type { ActionIndex } from '../catalogue/index.ts';
import type { Document, Restrictions } from '../compare/index.ts';
import type { ParsedPolicy } from '../language/index.ts';
import type { Budget } from '../patterns/index.ts';

/** What the checks look at. */
export interface Subject {
  readonly policy: ParsedPolicy;
  /** Of the actions of the policy by itself. */
  readonly restrictions: Restrictions;
  readonly index: ActionIndex;
  readonly beside: readonly Document[];
  /** Of all that the checks look at and ask the engine. */
  readonly budget: Budget;
  readonly suggest: Suggest;
}
