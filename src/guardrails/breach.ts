// How a permission set breaks the demand of a guardrail. What could not be ruled out breaks it as well, and says so.

import type { Meanings, Sets } from '../meaning/meanings.ts';
import type { Access, DoubtReason, NewAccess, Request, Unresolved } from '../policy/compare/index.ts';
import type { NearAdministration } from '../policy/escalation/index.ts';
import { PATHS } from '../policy/escalation/index.ts';
import type { Restriction } from '../restriction.ts';
import type { PermissionSet } from '../state/state.ts';
import type { RequiredPrincipal } from './guardrail.ts';

export type Breach =
  /** Actions of denied levels, denied actions outside of what is exempt, or actions above the ceiling. */
  | ActionBreach
  /** A denied policy: attached, or all that it allows is allowed by other policies. */
  | (BreachBase & { readonly kind: 'managed'; readonly policy: string; readonly attached: boolean })
  /** Any access can be had, or nearly so. */
  | (BreachBase & AdministratorAccess & { readonly kind: 'administrator' })
  | (BreachBase & { readonly kind: 'paths'; readonly paths: readonly BreachPath[] })
  /** Access that must be there, and is not. */
  | (BreachBase & Lacking & { readonly kind: 'lacking' })
  /** Permission sets that nobody may have together. */
  | (BreachBase & {
      readonly kind: 'separate';
      readonly a: readonly string[];
      readonly b: readonly string[];
      /** So many people have both by several groups. Absent: a group or user has both by itself. */
      readonly people?: number;
    });

/** What no permission set of a group or user gives in an account. */
export interface Lacking {
  readonly principal: RequiredPrincipal;
  readonly administrator: boolean;
  /** AWS managed policies of which something is not allowed. */
  readonly managed: readonly string[];
  /** Administrator access is there, but only under conditions. */
  readonly conditional?: true;
}

/** How a permission set comes to administrator access. */
export interface AdministratorAccess {
  /** Nearly: what is missing. Absent: any access can be had. */
  readonly near?: NearAdministration;
  /** It may rewrite a customer managed policy that is attached to it, and is an administrator by that alone. */
  readonly rewrites?: true;
  /** It could not be ruled out, and this is why. */
  readonly doubt?: BreachDoubt;
}

export interface ActionBreach extends BreachBase {
  readonly kind: 'access' | 'actions' | 'ceiling';
  readonly actions: readonly string[];
}

interface BreachBase {
  /** A request that is allowed and should not be. */
  readonly witness?: Request;
  /** It could not be ruled out, and this is why. */
  readonly doubt?: BreachDoubt;
}

export interface BreachDoubt {
  readonly reason: DoubtReason;
  /** Documents that cannot be seen. */
  readonly documents: readonly string[];
}

/** Nothing is in doubt that was not: another document that cannot be seen is another doubt. */
export function isWithin(doubt: BreachDoubt, older: BreachDoubt): boolean {
  return doubt.documents.every((name) => older.documents.includes(name));
}

export interface BreachPath {
  readonly id: string;
  readonly title: string;
  /** Absent: it could not be ruled out that the path is open. */
  readonly restriction?: Restriction;
  readonly actions: readonly string[];
}

/** One permission set of a principal in an account, under one rule. */
export interface Case {
  readonly set: PermissionSet;
  /** What the principal had in the account before: only what goes beyond it counts. Empty for a rule on state. */
  readonly before: Sets;
  /** Takeover paths count. */
  readonly takeoverPathsCount: boolean;
}

/** A case, and what the checks of a demand ask of it. */
export interface Examination extends Case {
  readonly meanings: Meanings;
  /** As far as the rule looks at it: what cannot be seen may be let pass. */
  readonly accessOf: (sets: Sets) => Access;
  /** All that a set allows. */
  readonly allowed: (set: PermissionSet) => NewAccess;
  /** What `set` allows and neither `before` nor `exempt` does; where `only` is given, of these actions. */
  readonly gained: (exempt?: Access, only?: readonly string[]) => NewAccess;
  /** A request for this action among what `gained(exempt)` has. */
  readonly witnessOf: (action: string, exempt?: Access) => Request | undefined;
}

/** Which of new access is a breach: those of some actions that are denied, and patterns for actions that no data lists. */
export interface Denied {
  readonly among: (actions: readonly string[]) => readonly string[];
  readonly unlisted: boolean;
}

export const ANYTHING: Denied = { among: (actions) => actions, unlisted: true };

/** What a comparison found, and what of it is denied. */
export interface Found {
  readonly access: NewAccess;
  readonly denied: Denied;
  readonly witnessOf: (action: string) => Request | undefined;
}

/** At most one breach: proven, or else in doubt. */
export function breachFrom(kind: ActionBreach['kind'], { access, denied, witnessOf }: Found): readonly Breach[] {
  const namesOf = ({ actions, unlisted }: Pick<Unresolved, 'actions' | 'unlisted'>) => [
    ...denied.among(actions),
    ...(denied.unlisted ? unlisted : []),
  ];
  const gained = access.gains.map((gain) => ({ gain, names: namesOf(gain) })).filter(({ names }) => names.length > 0);
  const [first] = gained;
  if (first !== undefined) {
    const actions = worstFirst(gained.flatMap(({ names }) => names));
    const [worst] = actions;
    const shown = gained.find(({ gain }) => gain.witness.action === worst)?.gain;
    return [{ kind, actions, witness: shown?.witness ?? witnessOf(worst!) ?? first.gain.witness }];
  }
  // A search that was given up may have been about any action.
  const open = access.unresolved.filter(
    (part) => namesOf(part).length > 0 || (part.doubt.reason === 'budget' && part.actions.length === 0),
  );
  const [doubtful] = open;
  if (doubtful === undefined) return [];
  const documents = [...new Set(open.flatMap(({ doubt }) => doubt.documents))];
  return [{ kind, actions: worstFirst(open.flatMap(namesOf)), doubt: { reason: doubtful.doubt.reason, documents } }];
}

const STEPS: ReadonlySet<string> = new Set(PATHS.flatMap(({ allOf, anyOf = [] }) => [...allOf, ...anyOf]));

/** Steps of escalation paths before the rest. */
function worstFirst(actions: readonly string[]): readonly string[] {
  const unique = [...new Set(actions)];
  return [...unique.filter((action) => STEPS.has(action)), ...unique.filter((action) => !STEPS.has(action))];
}
