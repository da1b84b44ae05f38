// Declared applications → those of the Identity Center, and what is granted on them. What could not be found is held, never dropped.
import type { ApplicationDeclaration, Declarations } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  accountOfApplication,
  type Application,
  assignedName,
  instanceIdOf,
  isApplicationArn,
  isApplicationKey,
  isReferredTo,
  labelsOf,
  settingsResource,
} from '../state/applications.ts';
import { type Desired, type Facts, type Held, type HoldReason, holdReasonFrom, originOf } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import {
  type AccountId,
  type Address,
  type PermissionSetName,
  type Resource,
  resourceAddress,
} from '../state/state.ts';
import type { ApplicationGrant, AccountGrant, ResolvedGrants } from './grants.ts';

/** CreateApplication takes names of up to 100 characters. */
const LONGEST_NAME = 100;

/** What the files say wrong by themselves. */
export function applicationFindings({ applications }: Pick<Declarations, 'applications'>): readonly Diagnostic[] {
  return [...applications.values()].flatMap(({ key, reference: { by, value: text, span } }) => [
    ...(isApplicationKey(key.value) ? [] : [diagnose('application/key-form', { text: key.value }, { span: key.span })]),
    ...(by === 'arn' && !isApplicationArn(text) ? [diagnose('application/arn-form', { text }, { span })] : []),
    ...(by === 'name' && text.length > LONGEST_NAME && text !== key.value
      ? [diagnose('application/name-form', { text, most: LONGEST_NAME }, { span })]
      : []),
  ]);
}

export type ApplicationResolution =
  | {
      readonly status: 'found';
      /** What assignments have in place of a permission set. */
      readonly assigned: PermissionSetName;
      readonly label: string;
      readonly account: AccountId;
    }
  | { readonly status: 'missing'; readonly holdReason: HoldReason };

export interface ResolvedApplications {
  /** By key. Those with an error are absent: nothing is made of a plan that has one. */
  readonly applications: ReadonlyMap<string, ApplicationResolution>;
  readonly findings: readonly Diagnostic[];
}

export function resolveApplications(
  { applications: declared }: Pick<Declarations, 'applications'>,
  { applications: live, instance }: Pick<Directory, 'applications' | 'instance'>,
): ResolvedApplications {
  const instanceId = instance.arn.slice(instance.arn.lastIndexOf('/') + 1);
  const labels = labelsOf(live ?? []);
  const applications = new Map<string, ApplicationResolution>();
  const findings: Diagnostic[] = [];
  const keys = new Map<string, string>();
  for (const [key, declaration] of declared) {
    const verdict = applicationOf(declaration, live, instanceId);
    if ('finding' in verdict) findings.push(verdict.finding);
    else if ('holdReason' in verdict) applications.set(key, { status: 'missing', holdReason: verdict.holdReason });
    else {
      const { arn } = verdict;
      const other = keys.get(arn);
      const { span } = declaration.key;
      if (other !== undefined) findings.push(diagnose('application/same-application', { key, other, arn }, { span }));
      keys.set(arn, other ?? key);
      const label = labels.get(arn)!;
      applications.set(key, {
        status: 'found',
        assigned: assignedName(label),
        label,
        account: accountOfApplication(arn),
      });
    }
  }
  return { applications, findings };
}

type Verdict = Application | { readonly finding: Diagnostic } | { readonly holdReason: HoldReason };

function applicationOf(
  { key: { value: key }, reference }: ApplicationDeclaration,
  live: Directory['applications'],
  instanceId: string,
): Verdict {
  const { by, value: text, span } = reference;
  if (by === 'arn' && isApplicationArn(text) && instanceIdOf(text) !== instanceId)
    return { holdReason: holdReasonFrom(diagnose('application/other-instance', { key, instance: instanceId })) };
  if (live === undefined)
    return { holdReason: holdReasonFrom(diagnose('plan/target-unread', { why: 'it was not read' })) };
  const found = live.filter((application) => isReferredTo(application, { by, text }));
  const [only, ...others] = found;
  if (only === undefined) return { holdReason: holdReasonFrom(diagnose('application/not-found', { key, text, by })) };
  if (others.length === 0) return only;
  const arns = found.map(({ arn }) => arn).sort();
  return { finding: diagnose('application/ambiguous', { key, name: text, arns }, { span }) };
}

type Resolutions = ResolvedApplications['applications'];

/** Who is assigned to which application, as far as it was found. */
export function applicationEntitlements(
  granted: ResolvedGrants['applications'],
  applications: Resolutions,
): { readonly current: readonly AccountGrant[]; readonly expired: readonly AccountGrant[] } {
  const found = (grants: readonly ApplicationGrant[]) =>
    grants.flatMap(({ group, application, grants: of }): readonly AccountGrant[] => {
      const resolution = applications.get(application);
      if (resolution?.status !== 'found') return [];
      return [{ group, permissionSet: resolution.assigned, account: resolution.account, grants: of }];
    });
  return { current: found(granted.current), expired: found(granted.expired) };
}

/** What cannot be assigned, for nobody has found the application. */
export function heldOnApplications(
  declarations: Pick<Declarations, 'applications' | 'groups'>,
  granted: readonly ApplicationGrant[],
  applications: Resolutions,
): readonly Held[] {
  return granted.flatMap(({ group, application, grants }): readonly Held[] => {
    const resolution = applications.get(application);
    const declared = declarations.groups.get(group);
    if (resolution?.status !== 'missing' || declared === undefined) return [];
    return [
      {
        kind: 'assignment',
        action: 'create',
        permissionSet: assignedName(application),
        principal: { type: declared.kind, name: declared.displayName.value },
        origins: grants.map(({ span }) => originOf(span)),
        ...resolution.holdReason,
      },
    ];
  });
}

/** What files declare of those that were found. */
export function applicationsDeclared(
  { applications: declared }: Pick<Declarations, 'applications'>,
  applications: Resolutions,
): NonNullable<Desired['applications']> {
  return new Map(
    [...declared].flatMap(([key, { external }]) => {
      const resolution = applications.get(key);
      return resolution?.status === 'found' ? [[resolution.assigned, { external }] as const] : [];
    }),
  );
}

/** The settings of those that were found, where the files say them. */
export function applicationResources(
  { applications: declared }: Pick<Declarations, 'applications'>,
  applications: Resolutions,
): { readonly resources: ReadonlyMap<Address, Resource>; readonly facts: ReadonlyMap<Address, Facts> } {
  const resources = [...declared].flatMap(([key, { assignmentRequired: required }]) => {
    const resolution = applications.get(key);
    if (required === undefined || resolution?.status !== 'found') return [];
    const { label, account } = resolution;
    const resource = settingsResource({ label, account, assignmentRequired: required.value });
    return [{ resource, address: resourceAddress(resource), facts: { origins: [required.span] } }];
  });
  return {
    resources: new Map(resources.map(({ address, resource }) => [address, resource])),
    facts: new Map(resources.map(({ address, facts }) => [address, facts])),
  };
}
