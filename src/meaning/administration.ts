// Who is an administrator, by meaning: whoever controls IAM without limits, since everything else follows from that.
import type { Document, Grant } from '../policy/access.ts';
import type { ActionIndex } from '../policy/action-index.ts';
import { compileAccess } from '../policy/compiled-access.ts';
import { mannerOf } from '../policy/manner.ts';

/** `conditional`: statements that deny under conditions stand in the way, and nothing else. */
export type Administration = 'always' | 'conditional';

/** With these one gives a role, and with it oneself, any permission. What allows every action on every resource allows these. */
const IAM_CONTROL = ['iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'];

/**
 * Undefined: no administrator. Attached documents that cannot be seen are left out: they could only deny, and who is known to be an
 * administrator must not stop being called one because something was added. A boundary counts as it is: one that cannot be seen bounds.
 */
export function administrationOf({ documents, boundary }: Grant, index: ActionIndex): Administration | undefined {
  const seen = { documents: documents.flatMap(whatIsSeen), ...(boundary === undefined ? {} : { boundary }) };
  if (controlsIam(seen, index)) return 'always';
  const undenied = {
    documents: seen.documents.map(withoutConditionalDenies),
    ...(boundary === undefined ? {} : { boundary: withoutConditionalDenies(boundary) }),
  };
  return controlsIam(undenied, index) ? 'conditional' : undefined;
}

function controlsIam(grant: Grant, index: ActionIndex): boolean {
  const compiled = compileAccess({ grants: [grant] });
  return IAM_CONTROL.every((action) => mannerOf(action, compiled, index) === 'always');
}

function whatIsSeen(document: Document): readonly Document[] {
  return document.kind === 'unknown' ? [] : [{ ...document, policy: { ...document.policy, complete: true } }];
}

function withoutConditionalDenies(document: Document): Document {
  if (document.kind === 'unknown') return document;
  const statements = document.policy.statements.filter(
    ({ effect, conditions }) => effect === 'Allow' || conditions.length === 0,
  );
  return { ...document, policy: { ...document.policy, statements } };
}
