// An inline policy as the files have it, read once however many permission sets name its file. One that is too large for IAM is only measured.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { characterFindings, type PolicyParse, parseLocatedPolicy, sizeFindings } from '../policy/language/index.ts';
import { structureFindings } from '../policy/lint/index.ts';
import { plain, type Value } from '../source/value.ts';
import type { Policy, PolicyDocument } from '../state/state.ts';

export interface InlinePolicy {
  /** What Identity Center would refuse. */
  readonly findings: readonly Diagnostic[];
  /** Absent where it is not even looked into. */
  readonly parse?: PolicyParse;
  /** Absent where there is no policy in it. */
  readonly policy?: Policy;
}

export const inlinePolicyIn: (value: Value) => InlinePolicy = memoizeByIdentity((value: Value): InlinePolicy => {
  const tooLarge = sizeFindings(value);
  if (tooLarge.length > 0) return { findings: tooLarge };
  const parse = parseLocatedPolicy(value);
  const findings = [...structureFindings(parse), ...characterFindings(value)];
  if (value.kind !== 'mapping') return { findings, parse };
  return { findings, parse, policy: { kind: 'document', document: plain(value) as PolicyDocument } };
});
