// Who is an administrator, by meaning: whoever controls IAM without limits, since everything else follows from that.
import { seenIn } from '../policy/answers/index.ts';
import type { ActionIndex } from '../policy/catalogue/index.ts';
import { compileAccess, type Grant, restrictionOf, weakest } from '../policy/compare/index.ts';
import type { Restriction } from '../restriction.ts';

/** `conditional`: on every resource, but under conditions, whether of what allows it or of what denies it. */
export type Administration = Exclude<Restriction, 'resource-scoped'>;

/** With these one gives a role, and with it oneself, any permission. What allows every action on every resource allows these. */
const IAM_CONTROL = ['iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'];

/**
 * Undefined: no administrator. Attached documents that cannot be seen are left out: they could only deny, and who is known to be an
 * administrator must not stop being called one because something was added. A boundary counts as it is: one that cannot be seen bounds.
 */
export function administrationOf({ documents, boundary }: Grant, index: ActionIndex): Administration | undefined {
  const seen = { documents: documents.flatMap(seenIn), ...(boundary === undefined ? {} : { boundary }) };
  const compiled = compileAccess({ grants: [seen] });
  const restrictions = IAM_CONTROL.map((action) => restrictionOf(action, compiled, { index }));
  if (!restrictions.every((restriction) => restriction !== undefined)) return undefined;
  const restriction = weakest(restrictions);
  return restriction === 'resource-scoped' ? undefined : restriction;
}
