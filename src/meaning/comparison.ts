// Two sides compared by what they allow: policies, permission sets, or all that somebody has.
import { type AccessEffect, effectFrom, releasedBy } from '../policy/answers/index.ts';
import type { ActionIndex, Provenance } from '../policy/catalogue/index.ts';
import { type Access, type Document, NO_ACCESS, newAccessWithin } from '../policy/compare/index.ts';
import { parsePolicy } from '../policy/language/index.ts';
import { type Budget, portionOf } from '../policy/patterns/index.ts';
import { type FoundPaths, foundPaths, meaningFrom } from './difference.ts';
import type { Meaning } from './meaning.ts';
import type { PolicyKind } from './policy-kinds.ts';

export interface Comparison {
  readonly kind: PolicyKind;
  readonly old: ComparedSide;
  readonly new: ComparedSide;
  readonly effect: AccessEffect;
  /** The same in figures. */
  readonly meaning: Meaning;
  /** What is left of it where these SCPs and RCPs apply. Beside the answer, never in its place: they can change, and do not bind the management account. */
  readonly limited?: { readonly by: readonly Compared[]; readonly effect: AccessEffect; readonly meaning: Meaning };
  readonly policyData: { readonly actions: Provenance; readonly managedPolicies?: Provenance };
}

export interface ComparedSide {
  /** All of them together. None: no access. */
  readonly policies: readonly Compared[];
  readonly boundary?: Compared;
}

export interface Compared {
  /** The path of the file as given; path and name of the AWS managed policy; name of the permission set; key of the group or user. */
  readonly name: string;
  /** `live-permission-set`: as Identity Center has it, or had it when a snapshot was taken. The others are of the files. */
  readonly source: 'file' | 'aws-managed' | 'permission-set' | 'live-permission-set' | 'group' | 'user';
  /** Of an AWS managed policy: `v94`. */
  readonly version?: string;
  /** Of a group or user: where. */
  readonly account?: string;
  /** The git revision at which it was read; when the snapshot was taken. */
  readonly at?: string;
}

export interface Side extends ComparedSide {
  readonly access: Access;
}

export interface ComparisonOptions {
  readonly kind: PolicyKind;
  readonly limits?: Limits;
  readonly policyData: Comparison['policyData'];
  readonly index: ActionIndex;
}

export interface Limits {
  readonly by: readonly Compared[];
  /** SCPs, and RCPs: each list is what is attached at one level. */
  readonly scps: readonly Document[];
  readonly rcps: readonly Document[];
}

/** For all questions of a comparison together; what is then left open could not be ruled out. */
const MOST_STEPS = 8_000_000;
/** What is said beside the answer. */
const MOST_STEPS_LIMITED = 4_000_000;

export function comparisonOf(
  old: Side,
  current: Side,
  { kind, limits, policyData, index }: ComparisonOptions,
): Comparison {
  const isOrganizations = kind === 'scp' || kind === 'rcp';
  const [before, after] = isOrganizations
    ? [permitted(old.access), permitted(current.access)]
    : [old.access, current.access];
  // What grants nothing opens no path. Where identity policies will be attached is not known: it may be where Identity Center can be taken over.
  const judge = (one: Access, other: Access, steps: number) => {
    const whole: Budget = { steps };
    const budget = () => portionOf(whole, steps / 2);
    const pathsOf = (access: Access): FoundPaths =>
      kind === 'identity'
        ? foundPaths(access, { index, control: true, budget: budget() })
        : { open: [], isGivenUp: false };
    const effect = effectFrom({
      gained: newAccessWithin(one, other, { index, budget: budget() }),
      lost: newAccessWithin(other, one, { index, budget: budget() }),
      // What an organization policy does not permit, no resource policy can allow.
      released: isOrganizations
        ? newAccessWithin(NO_ACCESS, NO_ACCESS, { index, budget: budget() })
        : releasedBy(one, other, { index, shared: budget() }),
    });
    return { effect, meaning: meaningFrom(effect, { before: () => pathsOf(one), after: () => pathsOf(other) }, index) };
  };
  return {
    kind,
    old: sideOf(old),
    new: sideOf(current),
    ...judge(before, after, MOST_STEPS),
    ...(limits === undefined
      ? {}
      : {
          limited: { by: limits.by, ...judge(limitedBy(before, limits), limitedBy(after, limits), MOST_STEPS_LIMITED) },
        }),
    policyData,
  };
}

const sideOf = ({ policies, boundary }: Side): ComparedSide => ({ policies, ...(boundary && { boundary }) });

/**
 * Where organization policies allow nothing, as those that only deny, FullAWSAccess (or RCPFullAWSAccess) is attached beside them: without it nothing at all
 * would work there.
 */
function permitted({ grants }: Access): Access {
  // Of a policy that is not there yet, or no more, that is all that is left.
  const attached = grants.length === 0 ? [{ documents: [] }] : grants;
  return {
    grants: attached.map((grant) =>
      grant.documents.some(hasAllow) ? grant : { ...grant, documents: [...grant.documents, FULL_ACCESS] },
    ),
  };
}

/** Whether the policies say what is permitted, and not only what is not. */
function isAllowList(documents: readonly Document[]): boolean {
  return documents.some(hasAllow) && !documents.some(allowsEverything);
}

function limitedBy(access: Access, { scps, rcps }: Limits): Access {
  return [scps, rcps].reduce(limitedByLevel, access);
}

/** What is attached at one level permits together; where it lists what that is, nothing else is. */
function limitedByLevel(access: Access, documents: readonly Document[]): Access {
  const denies = documents.flatMap(deniesIn);
  const [first, ...others] = documents.filter((document) => document.kind === 'known');
  const ceilings: readonly Document[] =
    isAllowList(documents) && first !== undefined
      ? [
          {
            ...first,
            policy: { ...first.policy, statements: [first, ...others].flatMap(({ policy }) => policy.statements) },
          },
        ]
      : [];
  return {
    grants: access.grants.map((grant) => ({
      ...grant,
      documents: [...grant.documents, ...denies],
      ceilings: [...(grant.ceilings ?? []), ...ceilings],
    })),
  };
}

function deniesIn(document: Document): readonly Document[] {
  if (document.kind === 'unknown') return [document];
  const statements = document.policy.statements.filter(({ effect }) => effect === 'Deny');
  return [{ ...document, policy: { ...document.policy, statements } }];
}

const hasAllow = (document: Document): boolean =>
  document.kind === 'known' && document.policy.statements.some(({ effect }) => effect === 'Allow');

const allowsEverything = (document: Document): boolean =>
  document.kind === 'known' &&
  document.policy.statements.some(
    ({ effect, action, resource, conditions }) =>
      effect === 'Allow' &&
      conditions.length === 0 &&
      [action, resource].every(({ negated, patterns }) => !negated && patterns.some(({ text }) => text === '*')),
  );

const FULL_ACCESS: Document = {
  kind: 'known',
  name: 'FullAWSAccess',
  policy: parsePolicy({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }).policy,
};
