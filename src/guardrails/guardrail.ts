// Guardrails as they are judged by: names are ids, selectors are accounts, policies are accesses.

import type {
  AdministratorLevel,
  Enforcement,
  GuardrailDeclaration,
  Pack,
  ScopeExpiry,
  Within,
} from '../config/guardrail-declarations.ts';
import { type Instant, lastInstantAfterDays } from '../instant.ts';
import type { AccessLevel } from '../policy/catalogue/index.ts';
import type { Access } from '../policy/compare/index.ts';
import type { Restriction } from '../restriction.ts';
import type { Span } from '../source/span.ts';
import type { Located, Value } from '../source/value.ts';
import type { AccountId, PermissionSetName, Principal, PrincipalId } from '../state/state.ts';

export type { AdministratorLevel, ScopeExpiry } from '../config/guardrail-declarations.ts';

export interface Guardrails {
  /** In the order of their ids. */
  readonly rules: readonly Guardrail[];
  readonly waivers: readonly Waiver[];
  /** Where the files define sets. */
  readonly definitions: ReadonlyMap<PermissionSetName, Definition>;
}

export interface Definition {
  readonly span: Span;
  /** As it stands in the files. */
  readonly inlinePolicy?: Value;
}

export interface Guardrail extends Pick<GuardrailDeclaration, 'title' | 'on' | 'customerManagedPolicies'> {
  readonly id: string;
  readonly enforcement: Enforcement;
  readonly scope: Scope;
  readonly demand: Demand;
  /** Of its id. */
  readonly place: Span;
}

/** Absent: all. */
export interface Scope {
  readonly accounts?: Chosen<AccountId>;
  readonly principals?: Chosen<PrincipalId>;
  readonly expires?: ScopeExpiry;
}

export interface Chosen<Member> {
  /** All but the members. */
  readonly not: boolean;
  readonly members: ReadonlySet<Member>;
}

export type Demand = Denial | Ceiling | Separation | Requirement;

export interface Denial {
  readonly kind: 'deny';
  readonly levels: ReadonlySet<AccessLevel>;
  /** Administrators are denied, or those who are nearly so as well. */
  readonly administrators?: AdministratorLevel;
  readonly actions: readonly Located<string>[];
  /** What of `actions` is fine. */
  readonly exempt: Access;
  /** AWS managed policies by path and name. */
  readonly managed: readonly string[];
  readonly equivalent: boolean;
  readonly packs: ReadonlySet<Pack>;
  readonly restrictions: readonly Restriction[];
}

export interface Ceiling {
  readonly kind: 'ceiling';
  readonly access: Access;
}

export interface Separation {
  readonly kind: 'separate';
  /** Globs over names of permission sets. */
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly within: Within;
}

/** What each of the principals must have in each account of the rule's scope, by one permission set. */
export interface Requirement {
  readonly kind: 'require';
  readonly principals: readonly RequiredPrincipal[];
  readonly administrator: boolean;
  /** AWS managed policies by path and name. */
  readonly managed: readonly string[];
}

/** A declared group or user. */
export interface RequiredPrincipal {
  /** Key of its declaration. */
  readonly key: string;
  readonly type: Principal['type'];
  /** None: it is not in Identity Center. */
  readonly ids: readonly PrincipalId[];
}

export interface Waiver {
  readonly rule: string;
  /** Absent: any. */
  readonly principals?: ReadonlySet<PrincipalId>;
  readonly accounts?: ReadonlySet<AccountId>;
  readonly permissionSet?: PermissionSetName;
  /** As written. */
  readonly until: string;
  readonly ends: Instant;
  readonly reason: string;
  readonly approvedBy?: string;
  readonly place: Span;
}

export function includes<Member>(chosen: Chosen<Member> | undefined, member: Member): boolean {
  return chosen === undefined || chosen.members.has(member) !== chosen.not;
}

/** Whether a rule is about access that ends then; `ends` is absent where nothing ends it. A date counts until its day is over, so that `after 90d` lets pass the 90th. */
export function concernsEnd(expires: ScopeExpiry | undefined, ends: Instant | undefined, asOf: Instant): boolean {
  if (expires === undefined || ends === undefined) return true;
  return expires !== 'never' && ends > lastInstantAfterDays(asOf, expires.afterDays);
}
