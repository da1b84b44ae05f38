// The people of a report: who they are, by which groups they have access, how much of it, and which duties they should not have together.
import { compareText } from '../compare-text.ts';
import type { Guardrail, Guardrails } from '../guardrails/guardrail.ts';
import { isInScope } from '../guardrails/judge.ts';
import { type Union, unionsIn, unionsOfPeople } from '../guardrails/separation.ts';
import { type DefinedHolding, type Holding, holdingsFrom, isDefined } from '../holdings/holdings.ts';
import { nameIn } from '../holdings/names.ts';
import { optional } from '../optional.ts';
import { type Members, peopleOf } from '../state/members.ts';
import { type Principal, type PrincipalId, principalKey } from '../state/state.ts';
import type { Accesses } from './accesses.ts';

export interface ReportPrincipal {
  readonly type: Principal['type'];
  /** Key of the files, or id of Identity Center. */
  readonly id: string;
  readonly name: string;
}

export interface ReportPeople {
  /** Everybody who has access, in the order of their names. */
  readonly known: readonly ReportPerson[];
  /** Principals with access, by whether it is known who they are: groups of which nobody knows. */
  readonly unread: readonly ReportPrincipal[];
  /** Groups with access that nobody is in. */
  readonly empty: readonly ReportPrincipal[];
  /** Who has both sides of a separation of duty of people, whether or not it is waived. */
  readonly separations: readonly ReportSeparation[];
}

export interface ReportPerson {
  /** Of Identity Center. */
  readonly id: string;
  /** User name; the id of somebody who has none here. */
  readonly name: string;
  /** Whom they have access by: groups, and themselves. */
  readonly by: readonly ReportPrincipal[];
  /** Accounts in which they have access, and those in which they are administrators or it is not known. */
  readonly accounts: number;
  readonly administratorAccounts: number;
}

export interface ReportSeparation {
  readonly guardrail: string;
  readonly title?: string;
  readonly person: Pick<ReportPerson, 'id' | 'name'>;
  /** Permission sets of each side. */
  readonly a: readonly string[];
  readonly b: readonly string[];
  /** Names of the groups, and of the person. */
  readonly by: readonly string[];
}

export interface ReportPeopleInputs {
  readonly accesses: Accesses;
  readonly members: Members;
  /** Absent: the files have none. */
  readonly guardrails?: Guardrails;
  /** Of permission sets and roles, in the account; also where it is not known. */
  readonly isAdministrator: (holding: Holding) => boolean;
}

export function peopleOfReport(inputs: ReportPeopleInputs): ReportPeople {
  const { accesses, members, guardrails, isAdministrator } = inputs;
  const nameOf = nameOfPerson(inputs);
  const principals = [...accesses.byPrincipal.groups()].map(([{ principal }]) => principal);
  const shown = (principal: Principal): ReportPrincipal => ({
    type: principal.type,
    id: principal.id,
    name: nameIn(accesses.names.principals, principal.id) ?? nameOf(principal.id),
  });
  const byPerson = new Map<PrincipalId, Principal[]>();
  for (const principal of principals) {
    const people = peopleOf(principal, members);
    for (const id of people.read ? people.value : []) byPerson.set(id, [...(byPerson.get(id) ?? []), principal]);
  }
  const known = [...byPerson].map(([id, by]): ReportPerson => {
    const held = by.flatMap((principal) => accesses.byPrincipal.of(principal));
    const administrators = held.filter(isAdministrator);
    return {
      id,
      name: nameOf(id),
      by: by.map(shown).sort(byName),
      accounts: new Set(held.map(({ account }) => account)).size,
      administratorAccounts: new Set(administrators.map(({ account }) => account)).size,
    };
  });
  const readOf = (principal: Principal) => peopleOf(principal, members);
  return {
    known: known.sort(byName),
    unread: principals
      .filter((principal) => !readOf(principal).read)
      .map(shown)
      .sort(byName),
    empty: principals
      .filter((principal) => {
        const people = readOf(principal);
        return people.read && people.value.length === 0;
      })
      .map(shown)
      .sort(byName),
    separations: (guardrails?.rules ?? []).flatMap((rule) => separationsOf(rule, inputs)),
  };
}

type PeopleKnown = Pick<ReportPeopleInputs, 'accesses' | 'members'>;

function nameOfPerson({ accesses, members: { users } }: PeopleKnown): (id: PrincipalId) => string {
  const names = new Map((users.read ? users.value : []).map(({ id, userName }) => [id, userName]));
  return (id) => names.get(id) ?? nameIn(accesses.names.principals, id) ?? id;
}

/** Who has both sides of a rule about people. `rule`: of principals as live has them. */
export function separationsOf(rule: Guardrail, { accesses, members }: PeopleKnown): readonly ReportSeparation[] {
  const { demand, id: guardrail, title } = rule;
  const nameOf = nameOfPerson({ accesses, members });
  if (demand.kind !== 'separate' || demand.within !== 'person') return [];
  const inScope = holdingsFrom<DefinedHolding>(
    accesses.all.flatMap((holding: Holding) =>
      isDefined(holding) && isInScope(rule, holding, accesses.asOf) ? [holding] : [],
    ),
  );
  const alone = unionsIn(inScope, demand).map((union) => {
    const people = peopleOf(union.a[0].principal, members);
    return { ...union, people: people.read ? people.value : [] };
  });
  const rows = [...alone, ...unionsOfPeople(inScope, demand, members)].flatMap((union) =>
    union.people.map((id) => ({
      guardrail,
      ...optional({ title }),
      person: { id, name: nameOf(id) },
      ...sidesOf(union, (principal) => nameIn(accesses.names.principals, principal.id) ?? nameOf(principal.id)),
    })),
  );
  return rows.sort((x, y) => compareText(x.person.name, y.person.name));
}

function sidesOf({ a, b }: Union, nameOf: (principal: Principal) => string) {
  const sets = (side: Union['b']) => [...new Set(side.map(({ permissionSet }) => permissionSet))].sort();
  const principals = new Map([...a, ...b].map(({ principal }) => [principalKey(principal), principal]));
  return { a: sets(a), b: sets(b), by: [...principals.values()].map(nameOf).sort() };
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => compareText(a.name, b.name);
