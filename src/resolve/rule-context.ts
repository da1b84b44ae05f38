import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Suggest } from '../diagnostics/suggest.ts';

/** Where a rule reports, and what it must know of the instance. */
export interface RuleContext {
  /** Undefined while neither an instance ARN nor a region is configured. */
  readonly partition: string | undefined;
  readonly report: (diagnostic: Diagnostic) => void;
  readonly suggest: Suggest;
}
