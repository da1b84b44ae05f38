// The parts of a state file beside permission sets and directory: the instance's properties, applications and IAM.

import {
  AWS,
  emptyIam,
  type Iam,
  type ManagedPolicy,
  newPolicy,
  type OwnRole,
  ofAccount,
  putPolicy,
  type SamlProvider,
  type Session,
} from './iam-state.ts';
import {
  type AddedRegion,
  type Application,
  type Instance,
  type PrincipalType,
  principalKey,
  type TrustedTokenIssuer,
  type Wire,
} from './state.ts';

type Texts = Readonly<Record<string, string>>;

export type FiledInstance = Omit<Instance, 'tags' | 'regions'> & {
  readonly tags: Texts;
  readonly regions: Readonly<Record<string, AddedRegion>>;
};

type Wires = Readonly<Record<string, Wire>>;

export type FiledApplication = Omit<
  Application,
  'tags' | 'assignments' | 'portal' | 'scopes' | 'grants' | 'authenticationMethods'
> & {
  readonly tags: Texts;
  readonly assignments: readonly { readonly type: PrincipalType; readonly id: string }[];
  // What a file of an earlier version does not have.
  readonly portal?: Wire;
  readonly scopes?: Readonly<Record<string, readonly string[]>>;
  readonly grants?: Wires;
  readonly authenticationMethods?: Wires;
};

export type FiledTokenIssuer = Omit<TrustedTokenIssuer, 'tags'> & { readonly tags: Texts };

export interface FiledIam {
  readonly roles: readonly OwnRole[];
  readonly samlProviders: readonly SamlProvider[];
  readonly policies: readonly (ManagedPolicy | EarlierPolicy)[];
  readonly sessions: readonly Session[];
  readonly listed?: Iam['listed'];
  /** Of an earlier version: the listed ones, by path and name. */
  readonly awsManagedPolicies?: readonly string[];
}

/** A policy as an earlier version filed it: what it knew beyond the existence, for an account, `*` or `aws`. */
type EarlierPolicy = Parameters<typeof newPolicy>[0] & { readonly path: string };

export const newInstance = (): Instance => ({ permissionSetsEnabled: true, tags: new Map(), regions: new Map() });

export const filedInstance = (instance: Instance): FiledInstance => ({
  ...instance,
  tags: Object.fromEntries(instance.tags),
  regions: Object.fromEntries(instance.regions),
});

/** A file of an earlier version has no instance properties. */
export const unfiledInstance = (filed: FiledInstance | undefined): Instance =>
  filed === undefined
    ? newInstance()
    : { ...filed, tags: new Map(Object.entries(filed.tags)), regions: new Map(Object.entries(filed.regions)) };

export const filedApplication = (application: Application): FiledApplication => ({
  ...application,
  tags: Object.fromEntries(application.tags),
  assignments: [...application.assignments.values()],
  scopes: Object.fromEntries(application.scopes),
  grants: Object.fromEntries(application.grants),
  authenticationMethods: Object.fromEntries(application.authenticationMethods),
});

export const unfiledApplication = (filed: FiledApplication): Application => ({
  ...filed,
  tags: new Map(Object.entries(filed.tags)),
  assignments: new Map(filed.assignments.map((principal) => [principalKey(principal.type, principal.id), principal])),
  portal: filed.portal ?? { SignInOptions: { Origin: 'IDENTITY_CENTER' }, Visibility: 'ENABLED' },
  scopes: new Map(Object.entries(filed.scopes ?? {})),
  grants: new Map(Object.entries(filed.grants ?? {})),
  authenticationMethods: new Map(Object.entries(filed.authenticationMethods ?? {})),
});

export const filedTokenIssuer = (issuer: TrustedTokenIssuer): FiledTokenIssuer => ({
  ...issuer,
  tags: Object.fromEntries(issuer.tags),
});

export const unfiledTokenIssuer = (filed: FiledTokenIssuer): TrustedTokenIssuer => ({
  ...filed,
  tags: new Map(Object.entries(filed.tags)),
});

export const filedIam = (iam: Iam): FiledIam => ({
  roles: valuesOf(iam.roles),
  samlProviders: valuesOf(iam.samlProviders),
  policies: valuesOf(iam.policies),
  sessions: [...iam.sessions.values()],
  listed: iam.listed,
});

const valuesOf = <V>(entries: ReadonlyMap<string, ReadonlyMap<string, V>>): readonly V[] =>
  [...entries.values()].flatMap((values) => [...values.values()]);

interface WithIam {
  readonly iam?: FiledIam;
  readonly customerManagedPolicies?: Readonly<Record<string, readonly string[]>>;
  readonly organization: { readonly accounts: readonly { readonly id: string }[] };
}

export function unfiledIam({ iam: filed, customerManagedPolicies: customer, organization }: WithIam): Iam {
  const earlier = { aws: filed?.awsManagedPolicies !== undefined, customer: customer !== undefined };
  const iam = emptyIam(filed?.listed ?? earlier);
  for (const role of filed?.roles ?? []) ofAccount(iam.roles, role.accountId).set(role.name, role);
  for (const provider of filed?.samlProviders ?? []) {
    ofAccount(iam.samlProviders, provider.accountId).set(provider.name, provider);
  }
  const keys = [[AWS, filed?.awsManagedPolicies ?? []] as const, ...Object.entries(customer ?? {})];
  const known = keys.flatMap(([owner, names]) => names.map((key) => ({ owner, ...pathAndName(key) })));
  const accounts = organization.accounts.map(({ id }) => id);
  for (const policy of [...known, ...(filed?.policies ?? [])]) {
    for (const owner of policy.owner === '*' ? accounts : [policy.owner]) {
      putPolicy(iam, 'versions' in policy ? policy : newPolicy({ ...policy, owner }));
    }
  }
  for (const session of filed?.sessions ?? []) iam.sessions.set(session.accessKeyId, session);
  return iam;
}

function pathAndName(key: string): { readonly path: string; readonly name: string } {
  const slash = key.lastIndexOf('/') + 1;
  return { path: key.slice(0, slash), name: key.slice(slash) };
}
