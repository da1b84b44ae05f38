// Who is an administrator, by meaning: whoever can give themselves any access.
//
// The way there is IAM: make a role or change whom it trusts, and give it any permission. Whoever may do both is an administrator, whatever else is
// missing or denied. A limit to some resources is one only where it says which roles: one that leaves out a role by name, or that is written as
// `arn:aws:iam::*:*`, leaves all the roles that anybody could think of. So where an action is not allowed on every resource, it is asked about a
// few roles of names that no statement can have been written for.
import { memoize } from '../memoize.ts';
import { optional } from '../optional.ts';
import { seenIn } from '../policy/answers/index.ts';
import type { ActionIndex } from '../policy/catalogue/index.ts';
import {
  accessOf,
  compileAccess,
  type Document,
  type Grant,
  isNothing,
  newAccessWithin,
  restrictionOf,
} from '../policy/compare/index.ts';
import { parsePolicy } from '../policy/language/index.ts';
import { type Budget, isSpent, portionOf } from '../policy/patterns/index.ts';
import type { Restriction } from '../restriction.ts';
import { digest } from '../state/digest.ts';

/**
 * `conditional`: under conditions, whether of what allows it or of what denies it. `undetermined`: the search was given up, so that it may be either;
 * whoever asks takes the careful side, which is not always the same: it is access that may come, and it is nobody to rely on.
 */
export type Administration = Exclude<Restriction, 'resource-scoped'> | 'undetermined';

/** The surest first. */
export const ADMINISTRATIONS: readonly Administration[] = ['unrestricted', 'conditional', 'undetermined'];

/** One of each list: a role that one can have, and any permission for it. */
const CONTROLS = [
  ['iam:CreateRole', 'iam:UpdateAssumeRolePolicy'],
  ['iam:AttachRolePolicy', 'iam:PutRolePolicy'],
] as const;

/** For all that is asked about roles by name. */
const MOST_STEPS = 2_000_000;

/**
 * Undefined: no administrator. Attached documents that cannot be seen are left out: they could only deny, and who is known to be an
 * administrator must not stop being called one because something was added. A boundary counts as it is: one that cannot be seen bounds.
 */
export function administrationOf(
  { documents, boundary }: Grant,
  { index, budget }: { readonly index: ActionIndex; readonly budget: Budget },
): Administration | undefined {
  const seen: Grant = { documents: documents.flatMap(seenIn), ...optional({ boundary }) };
  const compiled = compileAccess({ grants: [seen] });
  const byName = memoize(() => roleQuestions(seen, { index, budget }));
  const control = (action: string): Administration | undefined => {
    let isGivenUp = false;
    const onGivenUp = () => {
      isGivenUp = true;
    };
    const restriction = restrictionOf(action, compiled, { index, budget, onGivenUp });
    const named = restriction === 'resource-scoped' ? byName()(action) : restriction;
    return named ?? (isGivenUp ? 'undetermined' : undefined);
  };
  const [role, permission] = CONTROLS.map((actions) => leastOf(actions.map(control)));
  if (role === undefined || permission === undefined) return undefined;
  // Of two that are both needed, the less sure decides.
  return ADMINISTRATIONS.findLast((each) => each === role || each === permission);
}

/** Of several ways the least restricted. */
function leastOf(ways: readonly (Administration | undefined)[]): Administration | undefined {
  return ADMINISTRATIONS.find((each) => ways.includes(each));
}

/** Whether an action is allowed on one of the roles by name. */
function roleQuestions(
  grant: Grant,
  { index, budget: whole }: { readonly index: ActionIndex; readonly budget: Budget },
): (action: string) => Administration | undefined {
  const free = withoutConditions(grant);
  const roles = rolesOfAnyName(grant);
  const budget = portionOf(whole, MOST_STEPS);
  const isAllowed = (held: Grant, action: string, role: string) => {
    const { policy } = parsePolicy({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: action, Resource: role },
    });
    return isNothing(newAccessWithin({ grants: [held] }, accessOf(policy), { index, budget }));
  };
  return (action) => {
    if (roles.some((role) => isAllowed(grant, action, role))) return 'unrestricted';
    if (roles.some((role) => isAllowed(free, action, role))) return 'conditional';
    return isSpent(budget) ? 'undetermined' : undefined;
  };
}

const MOST_PLACES = 4;

/**
 * ARNs of roles whose names follow from the text of all statements, so that no statement can name them, in a partition and account that they may
 * name. Several, for a pattern may leave out some beginnings.
 */
function rolesOfAnyName({ documents, boundary }: Grant): readonly string[] {
  const words = [...documents, ...(boundary === undefined ? [] : [boundary])].flatMap(resourcesIn);
  const text = digest(words);
  const [partitions, accounts] = [1, 4].map((at) => words.map((word) => word.split(':')[at] ?? ''));
  const some = (values: readonly string[], form: RegExp, standard: string) =>
    [...new Set([standard, ...values.filter((value) => form.test(value))])].slice(0, MOST_PLACES);
  const names = ['q', '7', 'M'].map((first) => `${first}${digest([text, first]).slice(0, 12)}`);
  return some(partitions!, /^aws[a-z-]*$/, 'aws').flatMap((partition) =>
    some(accounts!, /^\d{12}$/, '100000000001').flatMap((account) =>
      names.map((name) => `arn:${partition}:iam::${account}:role/${name}`),
    ),
  );
}

function resourcesIn(document: Document): readonly string[] {
  if (document.kind === 'unknown') return [];
  return document.policy.statements.flatMap(({ resource }) => resource.patterns.map(({ text }) => text));
}

/** As if every condition were in favour of the access. */
function withoutConditions({ documents, boundary }: Grant): Grant {
  return {
    documents: documents.map(freed),
    ...(boundary === undefined ? {} : { boundary: freed(boundary) }),
  };
}

function freed(document: Document): Document {
  if (document.kind === 'unknown') return document;
  const statements = document.policy.statements
    .filter(({ effect, conditions }) => effect === 'Allow' || conditions.length === 0)
    .map((statement) => ({ ...statement, conditions: [] }));
  return { ...document, policy: { ...document.policy, statements } };
}
