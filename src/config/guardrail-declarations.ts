// What people write under `guardrails`, decoded and located: what nobody may have, wherever grants would give it.
import type { Restriction } from '../restriction.ts';
import type { Span } from '../source/span.ts';
import type { Located, Value } from '../source/value.ts';
import type { Expiry, SelectorItem } from './scope-declarations.ts';

export interface GuardrailDeclarations {
  /** Names for members of scopes. */
  readonly sets: ReadonlyMap<string, MemberSet>;
  /** By id, in the order of the ids. */
  readonly rules: ReadonlyMap<string, GuardrailDeclaration>;
  /** In file order; nothing may depend on it. */
  readonly waivers: readonly WaiverDeclaration[];
  /** Names and ids whose declaration was rejected: references to them resolve silently. */
  readonly invalid: { readonly sets: ReadonlySet<string>; readonly rules: ReadonlySet<string> };
}

export type MemberSet =
  | { readonly kind: 'groups'; readonly name: Located<string>; readonly members: readonly Located<string>[] }
  | { readonly kind: 'accounts'; readonly name: Located<string>; readonly members: readonly SelectorItem[] };

export interface GuardrailDeclaration {
  /** What waivers and `access explain` call it. */
  readonly id: Located<string>;
  /** One line. */
  readonly title?: string;
  /** `hard` refuses, `soft` may be allowed for one run, `advisory` warns. */
  readonly enforcement: Enforcement;
  /** `state`: what the files, or the plan, leave behind. `change`: only what they add. */
  readonly on: 'state' | 'change' | 'reach';
  /** Their text is not read: what they may do counts against the set, or is ignored. */
  readonly customerManagedPolicies: 'deny' | 'ignore';
  readonly scope: ScopeDeclaration;
  readonly demand: Demand;
  readonly span: Span;
}

export type Enforcement = 'advisory' | 'soft' | 'hard';

/** Absent: every account, every principal, whenever the access ends. */
export interface ScopeDeclaration {
  readonly accounts?: Members<SelectorItem>;
  /** Keys of declared groups, or globs over them. With `not`, everybody else: users and undeclared groups too. */
  readonly groups?: Members<Located<string>>;
  readonly expires?: Located<ScopeExpiry>;
}

/** In whose hands, and where: a group or user in one account, or in all of them; somebody by all their groups, in whichever accounts. */
export type Within = 'account' | 'organization' | 'person';

/** Only access of which no grant ends (`never`), or ends within so many days. */
export type ScopeExpiry = 'never' | { readonly afterDays: number };

export interface Members<Member> {
  /** All but these. */
  readonly not: boolean;
  readonly of:
    | { readonly kind: 'set'; readonly name: Located<string> }
    | { readonly kind: 'list'; readonly items: readonly Member[] };
  readonly span: Span;
}

export type Demand = Denial | Ceiling | Separation | Requirement;

/** What nobody in scope may have: any of it is too much. */
export interface Denial {
  readonly kind: 'deny';
  /** AWS's access levels, and what whoever is an administrator, or nearly, has. */
  readonly access: readonly Located<DeniedLevel | AdministratorLevel>[];
  /** Action patterns. */
  readonly actions: readonly Located<string>[];
  /** What of `actions` is fine. */
  readonly unless?: Exemption;
  /** AWS managed policies: name, path/name, or full ARN. */
  readonly managed: readonly Located<string>[];
  /** Sets that allow all that a policy of `managed` does count as well, by whatever policies. */
  readonly equivalent: boolean;
  readonly packs: readonly Located<Pack>[];
  /** How limited the actions of a path may be for it to count. */
  readonly restrictions: readonly Restriction[];
  readonly span: Span;
}

export type DeniedLevel = 'permissions-management' | 'tagging' | 'write' | 'read' | 'list' | 'unknown';
/** By meaning: who can give themselves any access. `near-administrator`: also who has all but a few services, or needs one step to have the rest. */
export type AdministratorLevel = 'administrator' | 'near-administrator';
export type Pack = 'escalation' | 'identity-center-takeover';

/** On these resources, and only when these condition keys are part of the request. */
export interface Exemption {
  /** Empty: on any. */
  readonly resources: readonly Located<string>[];
  readonly conditionKeys: readonly Located<string>[];
}

/** Nobody in scope may have more than this policy allows. */
export interface Ceiling {
  readonly kind: 'ceiling';
  /** The policy itself, wherever it was written. */
  readonly policy: Value;
  readonly span: Span;
}

/** No principal in scope may have both a set of `a` and a set of `b`. */
export interface Separation {
  readonly kind: 'separate';
  /** Names of declared permission sets, or globs over them. */
  readonly a: readonly Located<string>[];
  readonly b: readonly Located<string>[];
  /** `account`: both in one account. */
  readonly within: Within;
  readonly span: Span;
}

/** What each group in scope must have in each account in scope, by one permission set. Its `groups` and `accounts` are the scope of the rule. */
export interface Requirement {
  readonly kind: 'require';
  /** Any access can be had, on no condition. */
  readonly administrator: boolean;
  /** AWS managed policies: name, path/name, or full ARN. All that one of them allows must be allowed, by whatever policies. */
  readonly managed: readonly Located<string>[];
  readonly span: Span;
}

/** Lets one rule pass, for a while and for a reason. What is absent does not narrow it. */
export interface WaiverDeclaration {
  readonly rule: Located<string>;
  /** Key of a declared group. */
  readonly group?: Located<string>;
  readonly accounts?: readonly SelectorItem[];
  readonly permissionSet?: Located<string>;
  readonly until: Located<Expiry>;
  readonly reason: string;
  readonly approvedBy?: string;
  readonly span: Span;
}
