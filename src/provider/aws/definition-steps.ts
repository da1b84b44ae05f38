// In which order a definition is changed into another, as a sequence of values. Pure.
//
// Identity Center has no call that replaces a definition at once. Every call before the last leaves something between the old definition and the new
// one: what an account gets that has its first row, or is provisioned by somebody else, at that moment; and what stays when a step is refused, the
// connection breaks or the process is killed. So each state on the way must keep the two promises of an apply by itself:
//
//   safety       it allows nothing that neither the old nor the new definition allows;
//   continuity   it allows what both of them allow, so that a role which is made from it locks nobody out.
//
// A definition allows (A − D) ∩ B: what its policies allow, without what they deny, within its boundary, for as long as its sessions last.
//
// What comes is put there before what goes is taken away, denials first and last: attach what denies, attach what allows, detach what
// allows, detach what denies. In the middle (Aold ∪ Anew) − (Dold ∪ Dnew) is allowed, which is part of either (Aold − Dold) or (Anew − Dnew) and holds
// all that is in both. A refused attach then leaves everything that was there. The rest follows from the same sum:
//
//   a new boundary only narrows and comes first; one that goes only broadens and goes last;
//   a shorter session comes first, a longer one last;
//   the inline policy is replaced as a whole, what it allows and what it denies. If it denies nothing new and gives no denial up, it is exchanged
//   in the middle; with new denials before anything is attached that may need them; with fewer after everything that needed them is detached.
//
// Two exchanges cannot be made this way, for whatever comes first, the other half guards nothing: a boundary by another one, and an inline policy that
// gains denials and loses others. There safety wins, what goes is detached first, and continuity rests on two things: roles keep the old
// definition until they are provisioned, which is after all steps; and what a refused step leaves is put back (write-definition.ts).
//
// At the limit of attached policies (20 together, Identity Center quotas) there is no room for both: one policy is detached for one that is attached,
// those that only allow before the others.
//
// What order cannot do: the text of customer managed policies is not known here, and AWS managed ones that are newer than the list may say anything. They
// are taken for policies that deny, so they come early and go late; two of them that guard each other are apart for one call. The same
// holds for an inline policy and a boundary that are both replaced. Sending a third definition in between, with the denials of both, would close these
// gaps: no reviewer has ever seen it, and an apply that breaks off would leave it behind.
import { canonicalDefinition } from '../../definition/definition.ts';
import { ATTRIBUTES, FIELDS } from '../../definition/fields.ts';
import { optional } from '../../optional.ts';
import {
  AWS_MANAGED_POLICIES,
  AWS_MANAGED_POLICIES_THAT_DENY,
} from '../../policy/data/aws-managed-policies.generated.ts';
import { canonicalPolicy } from '../../policy/language/index.ts';
import { canonicalJson } from '../../state/digest.ts';
import { durationSeconds } from '../../state/duration.ts';
import type { PermissionSet, PermissionsBoundary, Policy, PolicyDocument } from '../../state/state.ts';
import { type Attributes, attributesOf } from './attributes.ts';

/** A boundary and an attached policy are named alike. */
export type AttachedPolicy = PermissionsBoundary;

/** One call that changes a definition. */
export type DefinitionStep =
  /** The owner tag has its own name among them. */
  | { readonly do: 'tag'; readonly tags: Readonly<Record<string, string>> }
  | { readonly do: 'untag'; readonly keys: readonly string[] }
  /** All of them: UpdatePermissionSet clears a RelayState that is left out (hashicorp/terraform-provider-aws#17411). */
  | { readonly do: 'set-attributes'; readonly attributes: Attributes }
  | { readonly do: 'attach' | 'detach'; readonly policy: AttachedPolicy }
  | { readonly do: 'put-inline-policy'; readonly policy: Policy }
  | { readonly do: 'delete-inline-policy' }
  | { readonly do: 'put-boundary'; readonly boundary: PermissionsBoundary }
  | { readonly do: 'delete-boundary' };

export const OWNER_TAG = 'access:owner';

export interface StepOptions {
  /** Whether a policy may deny something. */
  readonly mayDeny?: (policy: AttachedPolicy) => boolean;
  /** Managed and customer managed policies together. */
  readonly mostPolicies?: number;
}

/** AWS managed and customer managed policies of a permission set together; it cannot be raised (Identity Center quotas). */
const MOST_POLICIES = 20;

/** The calls that make `to` of `from`, in the order above. Of `to`, absent tags are those of `from`. */
export function definitionSteps(
  from: PermissionSet,
  to: PermissionSet,
  { mayDeny = mayDenySomething, mostPolicies = MOST_POLICIES }: StepOptions = {},
): readonly DefinitionStep[] {
  const attributes = attributeSteps(from, to);
  const longer = secondsOf(to) > secondsOf(from);
  const steps = [
    // The owner's tag before all: from here on a plan sees the set as ours, and finds what is still missing when this run breaks off.
    ...tagSteps(from, to),
    ...(longer ? [] : attributes),
    ...policySteps(from, to, mayDeny),
    ...(longer ? attributes : []),
  ];
  return withinLimit(steps, attachedTo(from).length, mostPolicies);
}

function policySteps(from: PermissionSet, to: PermissionSet, mayDeny: (policy: AttachedPolicy) => boolean) {
  const detached = missingIn(attachedTo(from), attachedTo(to)).map((policy) => ({ do: 'detach', policy }) as const);
  const coming = missingIn(attachedTo(to), attachedTo(from)).map((policy) => ({ do: 'attach', policy }) as const);
  const denies = ({ policy }: { readonly policy: AttachedPolicy }) => mayDeny(policy);
  const allows = ({ policy }: { readonly policy: AttachedPolicy }) => !mayDeny(policy);
  const boundary = boundaryStep(from, to);
  const inline = inlineStep(from, to);
  const gains = hasMoreDenials(to.inlinePolicy, from.inlinePolicy);
  const loses = hasMoreDenials(from.inlinePolicy, to.inlinePolicy);
  const at = <Step>(here: boolean, steps: readonly Step[]) => (here ? steps : []);
  if (boundary.kind === 'replaced' || (gains && loses)) {
    return [
      ...at(boundary.kind === 'new', boundary.steps),
      ...detached.filter(allows),
      ...coming.filter(denies),
      ...at(gains && !loses, inline),
      ...at(boundary.kind === 'replaced', boundary.steps),
      ...at(!gains || loses, inline),
      ...detached.filter(denies),
      ...coming.filter(allows),
      ...at(boundary.kind === 'gone', boundary.steps),
    ];
  }
  return [
    ...at(boundary.kind === 'new', boundary.steps),
    ...coming.filter(denies),
    ...at(gains, inline),
    ...coming.filter(allows),
    ...at(!gains && !loses, inline),
    ...detached.filter(allows),
    ...at(loses, inline),
    ...detached.filter(denies),
    ...at(boundary.kind === 'gone', boundary.steps),
  ];
}

/** Never more policies at once than fit: before one that does not, the next that goes. */
function withinLimit(steps: readonly DefinitionStep[], attached: number, most: number): readonly DefinitionStep[] {
  const left = [...steps];
  const ordered: DefinitionStep[] = [];
  let count = attached;
  while (left.length > 0) {
    const full = left[0]!.do === 'attach' && count >= most;
    const detach = full ? left.findIndex((step) => step.do === 'detach') : -1;
    const [step] = left.splice(Math.max(0, detach), 1);
    count += step!.do === 'attach' ? 1 : step!.do === 'detach' ? -1 : 0;
    ordered.push(step!);
  }
  return ordered;
}

function tagSteps(from: PermissionSet, to: PermissionSet): readonly DefinitionStep[] {
  const before = withOwner(from);
  const after = withOwner({ ...to, tags: to.tags ?? from.tags ?? {} });
  const put = Object.entries(after).filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value);
  // Somebody's owner tag is never taken away: a set that nobody owns any more would be anybody's.
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key) && key !== OWNER_TAG);
  return [
    ...(put.length === 0 ? [] : [{ do: 'tag', tags: Object.fromEntries(put) } as const]),
    ...(gone.length === 0 ? [] : [{ do: 'untag', keys: gone } as const]),
  ];
}

const withOwner = ({ tags = {}, owner }: Pick<PermissionSet, 'tags' | 'owner'>): Readonly<Record<string, string>> =>
  owner === undefined ? tags : { ...tags, [OWNER_TAG]: owner };

function attributeSteps(from: PermissionSet, to: PermissionSet): readonly DefinitionStep[] {
  const attributes = attributesOf(to);
  return same(attributesOf(from), attributes) ? [] : [{ do: 'set-attributes', attributes }];
}

const secondsOf = ({ sessionDuration }: PermissionSet): number => durationSeconds(sessionDuration) ?? 0;

interface BoundaryExchange {
  readonly kind: 'same' | 'new' | 'replaced' | 'gone';
  readonly steps: readonly DefinitionStep[];
}

function boundaryStep(
  { permissionsBoundary: before }: PermissionSet,
  { permissionsBoundary: boundary }: PermissionSet,
) {
  const exchange = (kind: BoundaryExchange['kind'], ...steps: readonly DefinitionStep[]): BoundaryExchange => ({
    kind,
    steps,
  });
  if (same(before, boundary)) return exchange('same');
  if (boundary === undefined) return exchange('gone', { do: 'delete-boundary' });
  return exchange(before === undefined ? 'new' : 'replaced', { do: 'put-boundary', boundary });
}

function inlineStep(from: PermissionSet, { inlinePolicy: policy }: PermissionSet): readonly DefinitionStep[] {
  if (same(canonical(from.inlinePolicy), canonical(policy))) return [];
  return policy === undefined ? [{ do: 'delete-inline-policy' }] : [{ do: 'put-inline-policy', policy }];
}

/** Whether the one denies something that the other does not, by the text of its statements. Text that cannot be read may deny anything. */
function hasMoreDenials(one: Policy | undefined, other: Policy | undefined): boolean {
  if (one === undefined || same(canonical(one), canonical(other))) return false;
  const [here, there] = [denialsOf(one), other === undefined ? [] : denialsOf(other)];
  if (here === undefined || there === undefined) return true;
  return here.some((denial) => !there.includes(denial));
}

function denialsOf(policy: Policy): readonly string[] | undefined {
  if (policy.kind === 'opaque') return undefined;
  const { Statement } = canonicalPolicy(policy.document) as PolicyDocument;
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  return statements
    .filter((statement: unknown) => (statement as PolicyDocument | undefined)?.Effect !== 'Allow')
    .map((statement: unknown) => canonicalJson({ statement: { ...(statement as PolicyDocument), Sid: undefined } }));
}

let allowing: ReadonlySet<string> | undefined;

/** What a customer managed policy says is not known here, nor what AWS managed ones say that are newer than the list. */
function mayDenySomething(policy: AttachedPolicy): boolean {
  if (policy.kind === 'customer-managed') return true;
  const denying = new Set(AWS_MANAGED_POLICIES_THAT_DENY);
  allowing ??= new Set(AWS_MANAGED_POLICIES.filter((name) => !denying.has(name)));
  return !allowing.has(policy.policy);
}

const attachedTo = ({
  managedPolicies,
  customerManagedPolicies,
}: Pick<PermissionSet, 'managedPolicies' | 'customerManagedPolicies'>): readonly AttachedPolicy[] => [
  ...managedPolicies.map((policy) => ({ kind: 'aws-managed', policy }) as const),
  ...customerManagedPolicies.map((policy) => ({ kind: 'customer-managed', policy }) as const),
];

function missingIn(some: readonly AttachedPolicy[], others: readonly AttachedPolicy[]): readonly AttachedPolicy[] {
  const keys = new Set(others.map(canonicalJson));
  return some.filter((policy) => !keys.has(canonicalJson(policy)));
}

const canonical = (policy: Policy | undefined): unknown =>
  policy?.kind === 'document' ? canonicalPolicy(policy.document) : policy;

const same = (a: unknown, b: unknown): boolean => canonicalJson({ value: a }) === canonicalJson({ value: b });

/** The definition after a step. */
export function afterStep(set: PermissionSet, step: DefinitionStep): PermissionSet {
  const { inlinePolicy: _inline, ...withoutInline } = set;
  const { permissionsBoundary: _boundary, ...withoutBoundary } = set;
  switch (step.do) {
    case 'tag': {
      const { [OWNER_TAG]: owner, ...tags } = step.tags;
      return { ...set, tags: { ...set.tags, ...tags }, ...optional({ owner }) };
    }
    case 'untag': {
      const { owner, ...rest } = set;
      const tags = Object.fromEntries(Object.entries(set.tags ?? {}).filter(([key]) => !step.keys.includes(key)));
      return { ...rest, tags, ...(owner === undefined || step.keys.includes(OWNER_TAG) ? {} : { owner }) };
    }
    case 'set-attributes':
      // INVARIANT: the step was made of a definition, and has all the attributes of one.
      return canonicalDefinition({ ...set, ...step.attributes } as PermissionSet);
    case 'attach':
      return withAttached(set, [...missingIn(attachedTo(set), [step.policy]), step.policy]);
    case 'detach':
      return withAttached(set, missingIn(attachedTo(set), [step.policy]));
    case 'put-inline-policy':
      return { ...set, inlinePolicy: step.policy };
    case 'delete-inline-policy':
      return withoutInline;
    case 'put-boundary':
      return { ...set, permissionsBoundary: step.boundary };
    case 'delete-boundary':
      return withoutBoundary;
    default:
      return step satisfies never;
  }
}

function withAttached(set: PermissionSet, attached: readonly AttachedPolicy[]): PermissionSet {
  return {
    ...set,
    managedPolicies: attached.flatMap((each) => (each.kind === 'aws-managed' ? each.policy : [])),
    customerManagedPolicies: attached.flatMap((each) => (each.kind === 'customer-managed' ? each.policy : [])),
  };
}

/** Whether a step has been taken, or need not be. */
export function isTaken(set: PermissionSet, step: DefinitionStep): boolean {
  return definitionSteps(set, afterStep(set, step)).length === 0;
}

/** What takes the step back, where `before` is the definition before it. */
export function inverseOf(step: DefinitionStep, before: PermissionSet): readonly DefinitionStep[] {
  switch (step.do) {
    case 'tag': {
      const old = withOwner(before);
      const [known, unknown] = [
        Object.keys(step.tags).filter((key) => Object.hasOwn(old, key)),
        Object.keys(step.tags).filter((key) => !Object.hasOwn(old, key)),
      ];
      return [
        ...(known.length === 0
          ? []
          : [{ do: 'tag', tags: Object.fromEntries(known.map((key) => [key, old[key]!])) } as const]),
        ...(unknown.length === 0 ? [] : [{ do: 'untag', keys: unknown } as const]),
      ];
    }
    case 'untag':
      return [{ do: 'tag', tags: Object.fromEntries(step.keys.map((key) => [key, withOwner(before)[key] ?? ''])) }];
    case 'set-attributes':
      return [{ do: 'set-attributes', attributes: attributesOf(before) }];
    case 'attach':
      return [{ do: 'detach', policy: step.policy }];
    case 'detach':
      return [{ do: 'attach', policy: step.policy }];
    case 'put-inline-policy':
    case 'delete-inline-policy':
      return before.inlinePolicy === undefined
        ? [{ do: 'delete-inline-policy' }]
        : [{ do: 'put-inline-policy', policy: before.inlinePolicy }];
    case 'put-boundary':
    case 'delete-boundary':
      return before.permissionsBoundary === undefined
        ? [{ do: 'delete-boundary' }]
        : [{ do: 'put-boundary', boundary: before.permissionsBoundary }];
    default:
      return step satisfies never;
  }
}

/** What a step did, for people: `attached ReadOnlyAccess`. Names are from outside: escape them. */
export function deedOf(step: DefinitionStep): string {
  switch (step.do) {
    case 'tag':
      return `set the tags ${Object.keys(step.tags).join(', ')}`;
    case 'untag':
      return `removed the tags ${step.keys.join(', ')}`;
    case 'set-attributes':
      return `updated ${new Intl.ListFormat('en-GB').format(ATTRIBUTES.map((field) => FIELDS[field].label))}`;
    case 'attach':
      return `attached ${nameOf(step.policy)}`;
    case 'detach':
      return `detached ${nameOf(step.policy)}`;
    case 'put-inline-policy':
      return 'put the inline policy';
    case 'delete-inline-policy':
      return 'deleted the inline policy';
    case 'put-boundary':
      return `put the permissions boundary ${nameOf(step.boundary)}`;
    case 'delete-boundary':
      return 'deleted the permissions boundary';
    default:
      return step satisfies never;
  }
}

const nameOf = (policy: AttachedPolicy): string =>
  policy.kind === 'aws-managed' ? policy.policy : policy.policy.path + policy.policy.name;
