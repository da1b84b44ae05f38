// Who is an administrator, by meaning: whoever can give themselves any access.
//
// The way there is IAM: make a role or change whom it trusts, and give it any permission. Whoever may do both is an administrator, whatever else is
// missing or denied. A limit to some resources is one only where it says which roles: one that leaves out a role by name, or that is written as
// `arn:aws:iam::*:*`, leaves all the roles that anybody could think of. So where an action is not allowed on every resource, it is asked about a
// few roles of names that no statement can have been written for. A second way is to rewrite a customer managed policy that is attached to oneself
// (iam:CreatePolicyVersion makes the new version the default one).
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
  restrictionsIn,
} from '../policy/compare/index.ts';
import { type NearAdministration, nearAdministrationOf, type OpenPath } from '../policy/escalation/index.ts';
import { parsePolicy } from '../policy/language/index.ts';
import { type Budget, isSpent, portionOf } from '../policy/patterns/index.ts';
import type { Restriction } from '../restriction.ts';
import { digest } from '../state/digest.ts';
import type { CustomerManagedPolicy, PermissionsBoundary } from '../state/state.ts';
import { customerManagedName } from './grant.ts';

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

export interface AdministrationOptions {
  readonly index: ActionIndex;
  readonly budget: Budget;
  /** Customer managed policies that are attached: whoever may rewrite one of them has whatever they like. */
  readonly attached?: readonly CustomerManagedPolicy[];
  /** The boundary, where it is customer managed: one that can be seen is asked whether it lets itself be rewritten. */
  readonly boundaryPolicy?: CustomerManagedPolicy;
}

/**
 * Undefined: no administrator. Attached documents that cannot be seen are left out: they could only deny, and who is known to be an
 * administrator must not stop being called one because something was added. A boundary counts as it is: one that cannot be seen bounds.
 */
export function administrationOf(grant: Grant, options: AdministrationOptions): Administration | undefined {
  const seen: Grant = { ...grant, documents: grant.documents.flatMap(seenIn) };
  return leastOf([
    administrationByRoles(seen, options),
    administrationByRewriting(seen, options),
    administrationByUnbinding(seen, options),
  ]);
}

function administrationByRoles(seen: Grant, { index, budget }: AdministrationOptions): Administration | undefined {
  const restrictions = restrictionsIn(compileAccess({ grants: [seen] }), { index, budget });
  const byName = memoize(() => {
    const isAllowedOn = resourceQuestions(seen, { index, budget });
    const { standard, named } = placesIn(seen);
    const anywhere = rolesOfAnyName(seen, [standard]);
    const somewhere = rolesOfAnyName(seen, named.slice(0, MOST_PLACES));
    return (action: string) =>
      isAllowedOn(action, anywhere) ?? (named.length === 0 ? undefined : limited(isAllowedOn(action, somewhere)));
  });
  const control = (action: string): Administration | undefined => {
    const { restriction, isGivenUp } = restrictions.of(action);
    const named = restriction === 'resource-scoped' ? byName()(action) : restriction;
    return named ?? (isGivenUp ? 'undetermined' : undefined);
  };
  return bothOf(CONTROLS.map((actions) => leastOf(actions.map(control))));
}

function administrationByRewriting(seen: Grant, options: AdministrationOptions): Administration | undefined {
  const { attached = [] } = options;
  const isKnown = (policy: CustomerManagedPolicy) =>
    seen.documents.some(({ name }) => name === customerManagedName(policy));
  // Those that cannot be seen leave nothing behind, whichever of them is rewritten.
  const unseen = attached.filter((policy) => !isKnown(policy));
  const ways = [unseen, ...attached.filter(isKnown).map((policy) => [policy])].map((policies) => {
    const rewriting = rewritingOf(seen, { ...options, attached: policies });
    if (rewriting === undefined) return undefined;
    // A Deny of the other policies stays, and so does the boundary; one of the policy itself goes.
    const names = new Set(policies.map(customerManagedName));
    const others = seen.documents.filter(({ name }) => !names.has(name));
    return bothOf([rewriting, administrationByRoles({ ...seen, documents: [...others, EVERYTHING] }, options)]);
  });
  return leastOf(ways);
}

/** A boundary that can be seen, and that lets itself be rewritten, bounds nobody who does that. */
function administrationByUnbinding(seen: Grant, options: AdministrationOptions): Administration | undefined {
  const { boundaryPolicy } = options;
  if (boundaryPolicy === undefined || seen.boundary?.kind !== 'known') return undefined;
  const rewriting = rewritingOf(seen, { ...options, attached: [boundaryPolicy] });
  if (rewriting === undefined) return undefined;
  const free: Grant = { documents: seen.documents };
  return bothOf([rewriting, leastOf([administrationByRoles(free, options), administrationByRewriting(free, options)])]);
}

const EVERYTHING: Document = {
  kind: 'known',
  name: 'rewritten policy',
  policy: parsePolicy({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }).policy,
};

/**
 * Whether one of the attached policies may be given a new version.
 * A version is made the default one as it is made (CreatePolicyVersion, SetAsDefault), which needs no other permission.
 */
export function rewritingOf(
  { documents, boundary }: Grant,
  { index, budget, attached = [] }: AdministrationOptions,
): Administration | undefined {
  if (attached.length === 0) return undefined;
  const seen: Grant = { documents: documents.flatMap(seenIn), ...optional({ boundary }) };
  const isAllowedOn = resourceQuestions(seen, { index, budget });
  const ways = attached.map(({ path, name }) => {
    const { standard, named } = placesIn(seen);
    const arnsIn = (accounts: readonly string[]) => arnsOf(seen, accounts, [`policy${path}${name}`]);
    const anywhere = isAllowedOn(REWRITE, arnsIn([standard]));
    if (anywhere !== undefined || named.length === 0) return anywhere;
    return limited(isAllowedOn(REWRITE, arnsIn(named)));
  });
  return leastOf(ways);
}

/**
 * Undefined: not nearly an administrator, or that could not be proved. Of what cannot be seen attached documents count for nothing, and neither does a
 * boundary that whoever it bounds may rewrite (CreatePolicyVersion, as above): whether it lets itself be rewritten only its own text says.
 */
export function nearAdministrationOfSet(
  grant: Grant,
  boundary: PermissionsBoundary | undefined,
  { index, budget }: Pick<AdministrationOptions, 'index' | 'budget'>,
): NearAdministration | undefined {
  const documents = grant.documents.flatMap(seenIn);
  const bounded: Grant = { ...grant, documents };
  if (grant.boundary?.kind === 'unknown' && boundary?.kind === 'customer-managed') {
    const free: Grant = { documents };
    const rewriting = rewritingOf(free, { index, budget, attached: [boundary.policy] });
    const isCertain = (administration: Administration | undefined) =>
      administration !== undefined && administration !== 'undetermined';
    if (isCertain(rewriting) && isCertain(administrationByRoles(free, { index, budget })))
      return { kind: 'rewritable-boundary', boundary: `policy${boundary.policy.path}${boundary.policy.name}` };
  }
  return nearAdministrationOf({ grants: [bounded] }, { index, budget });
}

/** Changing a policy that one has oneself is never limited to some resources: it is the one that counts. */
export function withRewriting(open: readonly OpenPath[], rewriting: Administration | undefined): readonly OpenPath[] {
  if (rewriting === undefined || rewriting === 'undetermined') return open;
  return open.map((match) => {
    const isRewriting = match.path.allOf.length === 1 && match.path.allOf[0] === REWRITE;
    return isRewriting && match.restriction === 'resource-scoped' ? { ...match, restriction: rewriting } : match;
  });
}

const REWRITE = 'iam:CreatePolicyVersion';

/** In some accounts only is a condition: the one at hand may be another. */
const limited = (administration: Administration | undefined): Administration | undefined =>
  administration === 'unrestricted' ? 'conditional' : administration;

/** Of two that are both needed, the less sure decides. */
function bothOf(needed: readonly (Administration | undefined)[]): Administration | undefined {
  return needed.includes(undefined) ? undefined : ADMINISTRATIONS.findLast((each) => needed.includes(each));
}

/** Of several ways the least restricted. */
function leastOf(ways: readonly (Administration | undefined)[]): Administration | undefined {
  return ADMINISTRATIONS.find((each) => ways.includes(each));
}

/** Whether an action is allowed on one of some resources. */
function resourceQuestions(
  grant: Grant,
  { index, budget: whole }: Pick<AdministrationOptions, 'index' | 'budget'>,
): (action: string, resources: readonly string[]) => Administration | undefined {
  const free = withoutConditions(grant);
  const budget = portionOf(whole, MOST_STEPS);
  const isAllowed = (held: Grant, action: string, resource: string) => {
    const { policy } = parsePolicy({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: action, Resource: resource },
    });
    return isNothing(newAccessWithin({ grants: [held] }, accessOf(policy), { index, budget }));
  };
  return (action, resources) => {
    if (resources.some((resource) => isAllowed(grant, action, resource))) return 'unrestricted';
    if (resources.some((resource) => isAllowed(free, action, resource))) return 'conditional';
    return isSpent(budget) ? 'undetermined' : undefined;
  };
}

const MOST_PLACES = 4;
/** Of accounts in which a policy may be rewritten: an inline policy of the largest size has room for some three hundred. */
const MOST_ACCOUNTS = 400;

/**
 * ARNs of roles whose names follow from the text of all statements, so that no statement can name them, in partitions that they may name. Several,
 * for a pattern may leave out some beginnings.
 */
function rolesOfAnyName(grant: Grant, accounts: readonly string[]): readonly string[] {
  const text = digest(wordsIn(grant));
  const names = ['q', '7', 'M'].map((first) => `role/${first}${digest([text, first]).slice(0, 12)}`);
  return arnsOf(grant, accounts, names);
}

function arnsOf(grant: Grant, accounts: readonly string[], names: readonly string[]): readonly string[] {
  const partitions = ['aws', ...wordsIn(grant).map((word) => word.split(':')[1] ?? '')];
  const known = [...new Set(partitions.filter((partition) => /^aws[a-z-]*$/.test(partition)))].slice(0, MOST_PLACES);
  return known.flatMap((partition) =>
    accounts.flatMap((account) => names.map((name) => `arn:${partition}:iam::${account}:${name}`)),
  );
}

/** An account that no statement names, and those that one does. */
function placesIn(grant: Grant): { readonly standard: string; readonly named: readonly string[] } {
  const accounts = wordsIn(grant).map((word) => word.split(':')[4] ?? '');
  const named = [...new Set(accounts.filter((account) => /^\d{12}$/.test(account)))].slice(0, MOST_ACCOUNTS);
  return { standard: STANDARD_ACCOUNT, named };
}

const STANDARD_ACCOUNT = '100000000001';

function wordsIn({ documents, boundary }: Grant): readonly string[] {
  return [...documents, ...(boundary === undefined ? [] : [boundary])].flatMap(resourcesIn);
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
