// Writes of roles and SAML providers in accounts that are federated one by one. What is there is read right before: what somebody else changed since the
// plan is not overwritten.
//
// A role is not written at once, so the order of its calls decides what it allows in between. Nobody may have what neither the old role gives nor the new
// one, so as long as the inline policy stays, new policies are attached before old ones go: under the same denials everyone keeps what they keep. Where it
// changes, or the role is at its limit, what goes is detached first, and what comes is attached last. Customer managed policies, which may deny, come before
// those of AWS and go after them. A boundary that comes is there before anything is allowed, and one that goes leaves after everything is. Where other people
// take the role than before and it allows something else, it allows nothing while they change: neither have what only the others had.
import type { ResourceChange } from '../../plan/change.ts';
import { minifiedPolicy } from '../../policy/language/index.ts';
import { canonicalJson } from '../../state/digest.ts';
import { durationSeconds } from '../../state/duration.ts';
import { INLINE_POLICY, providerIn, roleIn, type SamlRole } from '../../state/saml-roles.ts';
import type { AccountId, CustomerManagedPolicy, PermissionsBoundary, Policy, Resource } from '../../state/state.ts';
import { OTHER_RESOURCE, type Outcome } from '../identity-center.ts';
import type { Aws } from './client.ts';
import { OWNER_TAG } from './definition-steps.ts';
import { providerArn, readProvider, readRole } from './read-saml-roles.ts';
import { eventually } from './settle.ts';
import type { Writing } from './writing.ts';

type Iam = Pick<Aws, 'call'>;

/** Work in one account. */
export interface SamlSession {
  readonly iam: Iam;
  readonly partition: string;
  /** Name of the account's SAML provider. */
  readonly provider: string;
}

export type SamlSessions = (account: AccountId) => Promise<SamlSession>;

/** All that a session of an apply may do, whatever its role could. */
export const WRITES = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:CreateSAMLProvider',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:DeleteSAMLProvider',
  'iam:DetachRolePolicy',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:GetSAMLProvider',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:TagRole',
  'iam:TagSAMLProvider',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
  'iam:UpdateSAMLProvider',
];

export async function writeSamlResource(
  writing: Writing,
  sessions: SamlSessions,
  { resource, before, after }: ResourceChange,
): Promise<Outcome> {
  // INVARIANT: roles and providers are in accounts.
  const account = resource.account!;
  const at = await sessions(account);
  const { name, kind } = resource;
  const read = async (): Promise<Resource | undefined> =>
    kind === 'role'
      ? readRole(at.iam, { account, name, needs: at.provider })
      : (await readProvider(at.iam, { account, provider: name }, at.partition))?.resource;
  const isThere = async (): Promise<boolean> => isSame(await read(), after);
  const now = await read();
  if (isSame(now, after)) return { status: 'already' };
  if (!isSame(now, before)) return OTHER_RESOURCE;
  const place: Place = { writing, at, account, name };
  if (kind === 'role') await writeRole(place, { before, after });
  else await writeProvider(place, { before, after });
  return (await eventually(writing.session, isThere))
    ? { status: 'done' }
    : { status: 'unknown', reason: 'IAM took the changes and does not show them' };
}

/** What a write is about: what it is for is no part of it. */
const isSame = (some: Resource | undefined, other: Resource | undefined): boolean =>
  canonicalJson(some ? { definition: some.definition, owner: some.owner ?? null } : null) ===
  canonicalJson(other ? { definition: other.definition, owner: other.owner ?? null } : null);

interface Place {
  readonly writing: Writing;
  readonly at: SamlSession;
  readonly account: AccountId;
  readonly name: string;
}

interface Edit {
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

const tagsOf = ({ owner }: Resource) => (owner === undefined ? [] : [{ Key: OWNER_TAG, Value: owner }]);

async function writeProvider({ writing, at, account, name }: Place, { before, after }: Edit): Promise<void> {
  const on = { SAMLProviderArn: providerArn(at.partition, account, name) };
  if (after === undefined) {
    await writing.changeIam(at.iam, 'DeleteSAMLProvider', on);
    return;
  }
  const { metadata: SAMLMetadataDocument } = providerIn(after);
  if (before === undefined) {
    await writing.changeIam(at.iam, 'CreateSAMLProvider', { Name: name, SAMLMetadataDocument, Tags: tagsOf(after) });
    return;
  }
  if (before.owner !== after.owner) await writing.changeIam(at.iam, 'TagSAMLProvider', { ...on, Tags: tagsOf(after) });
  if (providerIn(before).metadata !== SAMLMetadataDocument)
    await writing.changeIam(at.iam, 'UpdateSAMLProvider', { ...on, SAMLMetadataDocument });
}

async function writeRole(place: Place, { before, after }: Edit): Promise<void> {
  const { writing, at, name } = place;
  if (after === undefined) {
    for (const step of stepsOf(place, roleIn(before!), EMPTIED(roleIn(before!)))) await step();
    await writing.changeIam(at.iam, 'DeleteRole', { RoleName: name });
    return;
  }
  const role = roleIn(after);
  if (before === undefined) {
    const { path, trust, description, sessionDuration, permissionsBoundary } = role;
    await writing.changeIam(at.iam, 'CreateRole', {
      RoleName: name,
      Path: path,
      AssumeRolePolicyDocument: textOf(trust),
      MaxSessionDuration: secondsOf(sessionDuration),
      Tags: tagsOf(after),
      ...(description === undefined ? {} : { Description: description }),
      ...(permissionsBoundary === undefined ? {} : { PermissionsBoundary: arnOf(place, permissionsBoundary) }),
    });
    const made: SamlRole = { ...EMPTIED(role), trust };
    for (const step of stepsOf(place, { ...made, ...(permissionsBoundary && { permissionsBoundary }) }, role))
      await step();
    return;
  }
  if (before.owner !== after.owner) await writing.changeIam(at.iam, 'TagRole', { RoleName: name, Tags: tagsOf(after) });
  for (const step of stepsOf(place, roleIn(before), role)) await step();
}

/** The role without anything that it allows, and without its boundary. */
const EMPTIED = ({ path, trust, sessionDuration, description }: SamlRole): SamlRole => ({
  path,
  trust,
  sessionDuration,
  managedPolicies: [],
  customerManagedPolicies: [],
  ...(description === undefined ? {} : { description }),
});

const secondsOf = (duration: string): number => durationSeconds(duration) ?? 3600;

/** IAM's default quota of managed policies on a role. */
const MOST_POLICIES = 10;

type Step = () => Promise<unknown>;

function stepsOf(place: Place, before: SamlRole, after: SamlRole): readonly Step[] {
  const trust = trustSteps(place, before, after);
  if (trust.length === 0 || policySteps(place, before, after).length === 0)
    return [...trust, ...policySteps(place, before, after), ...plainSteps(place, before, after)];
  const empty = EMPTIED(before);
  return [
    ...policySteps(place, before, empty),
    ...trust,
    ...policySteps(place, empty, after),
    ...plainSteps(place, before, after),
  ];
}

/** What it allows, and its boundary. */
function policySteps(place: Place, before: SamlRole, after: SamlRole): readonly Step[] {
  const { writing, at, name } = place;
  const on = { RoleName: name };
  const { iam } = at;
  const [old, wanted] = [before, after].map((role) => attachedTo(place, role)) as [
    readonly string[],
    readonly string[],
  ];
  const attach = wanted
    .filter((arn) => !old.includes(arn))
    .reverse()
    .map(
      (PolicyArn): Step =>
        () =>
          writing.changeIam(iam, 'AttachRolePolicy', { ...on, PolicyArn }),
    );
  const detach = old
    .filter((arn) => !wanted.includes(arn))
    .map(
      (PolicyArn): Step =>
        () =>
          writing.changeIam(iam, 'DetachRolePolicy', { ...on, PolicyArn }),
    );
  const inline = inlineSteps(place, before, after);
  const { puts, deletes } = boundarySteps(place, before, after);
  const isFull = old.length + attach.length > MOST_POLICIES;
  const policies = inline.length > 0 || isFull ? [...detach, ...inline, ...attach] : [...attach, ...detach];
  return [...puts, ...policies, ...deletes];
}

function trustSteps({ writing, at, name }: Place, before: SamlRole, after: SamlRole): readonly Step[] {
  if (canonicalJson(before.trust) === canonicalJson(after.trust)) return [];
  const PolicyDocument = textOf(after.trust);
  return [() => writing.changeIam(at.iam, 'UpdateAssumeRolePolicy', { RoleName: name, PolicyDocument })];
}

function inlineSteps({ writing, at, name }: Place, before: SamlRole, after: SamlRole): readonly Step[] {
  const gone =
    (PolicyName: string): Step =>
    () =>
      writing.changeIam(at.iam, 'DeleteRolePolicy', { RoleName: name, PolicyName });
  const { inlinePolicy } = after;
  const isChanged = canonicalJson(before.inlinePolicy ?? null) !== canonicalJson(inlinePolicy ?? null);
  const own: readonly Step[] = !isChanged
    ? []
    : inlinePolicy === undefined
      ? [gone(INLINE_POLICY)]
      : [
          () =>
            writing.changeIam(at.iam, 'PutRolePolicy', {
              RoleName: name,
              PolicyName: INLINE_POLICY,
              PolicyDocument: textOf(inlinePolicy),
            }),
        ];
  const kept = new Set(after.otherInlinePolicies);
  return [...own, ...(before.otherInlinePolicies ?? []).filter((each) => !kept.has(each)).map(gone)];
}

const textOf = (policy: Policy): string => (policy.kind === 'opaque' ? policy.text : minifiedPolicy(policy.document));

function boundarySteps(
  place: Place,
  { permissionsBoundary: old }: SamlRole,
  { permissionsBoundary: wanted }: SamlRole,
) {
  const { writing, at, name } = place;
  const isSameBoundary = canonicalJson(old ?? null) === canonicalJson(wanted ?? null);
  const put: Step = () =>
    writing.changeIam(at.iam, 'PutRolePermissionsBoundary', {
      RoleName: name,
      PermissionsBoundary: arnOf(place, wanted!),
    });
  const remove: Step = () => writing.changeIam(at.iam, 'DeleteRolePermissionsBoundary', { RoleName: name });
  return {
    puts: !isSameBoundary && wanted !== undefined ? [put] : [],
    deletes: !isSameBoundary && wanted === undefined ? [remove] : [],
  };
}

/** UpdateRole keeps what it is not given; an empty description is none. */
function plainSteps({ writing, at, name }: Place, before: SamlRole, after: SamlRole): readonly Step[] {
  const { description = '', sessionDuration } = after;
  if (before.description === after.description && before.sessionDuration === sessionDuration) return [];
  const input = { RoleName: name, Description: description, MaxSessionDuration: secondsOf(sessionDuration) };
  return [() => writing.changeIam(at.iam, 'UpdateRole', input)];
}

/** Those of AWS first. */
function attachedTo(place: Place, { managedPolicies, customerManagedPolicies }: SamlRole): readonly string[] {
  return [
    ...managedPolicies.map((policy) => arnOf(place, { kind: 'aws-managed', policy })),
    ...customerManagedPolicies.map((policy) => arnOf(place, { kind: 'customer-managed', policy })),
  ];
}

function arnOf({ at: { partition }, account }: Pick<Place, 'at' | 'account'>, reference: PermissionsBoundary): string {
  const pathed = ({ path, name }: CustomerManagedPolicy): string => path + name;
  return reference.kind === 'aws-managed'
    ? `arn:${partition}:iam::aws:policy/${reference.policy}`
    : `arn:${partition}:iam::${account}:policy${pathed(reference.policy)}`;
}
