// The parts of a state file beside permission sets and directory: the instance's properties, applications and IAM.

import type { SamlProvider, Session } from './iam-state.ts';
import { emptyIam, type Iam, type OwnRole, ofAccount, type PolicyDetails, policyDetailsKey } from './iam-state.ts';
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
  readonly policies: readonly PolicyDetails[];
  readonly sessions: readonly Session[];
  readonly awsManagedPolicies?: readonly string[];
}

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
  roles: [...iam.roles.values()].flatMap((roles) => [...roles.values()]),
  samlProviders: [...iam.samlProviders.values()].flatMap((providers) => [...providers.values()]),
  policies: [...iam.policies.values()],
  sessions: [...iam.sessions.values()],
  ...(iam.awsManagedPolicies === undefined ? {} : { awsManagedPolicies: [...iam.awsManagedPolicies] }),
});

export function unfiledIam(filed: FiledIam | undefined): Iam {
  const known = filed?.awsManagedPolicies;
  const iam: Iam = { ...emptyIam(), ...(known === undefined ? {} : { awsManagedPolicies: new Set(known) }) };
  for (const role of filed?.roles ?? []) ofAccount(iam.roles, role.accountId).set(role.name, role);
  for (const provider of filed?.samlProviders ?? []) {
    ofAccount(iam.samlProviders, provider.accountId).set(provider.name, provider);
  }
  for (const policy of filed?.policies ?? []) iam.policies.set(policyDetailsKey(policy), policy);
  for (const session of filed?.sessions ?? []) iam.sessions.set(session.accessKeyId, session);
  return iam;
}
