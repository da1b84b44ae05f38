// Separation of duty: sets of `a` and of `b` in one hand. A hand is a group or a user as live has them, and where a rule is about people, somebody with all
// the groups they are in.
import type { DefinedHolding, Holding, Holdings } from '../holdings/holdings.ts';
import { memoizeByText } from '../memoize.ts';
import { matchesGlob } from '../state/glob.ts';
import { groupBy } from '../state/group-by.ts';
import { type Members, peopleOf } from '../state/members.ts';
import { type Principal, type PrincipalId, principalKey } from '../state/state.ts';
import type { Guardrails, Separation } from './guardrail.ts';

/** What one hand has of both sides: in one account, or in the whole organisation. */
export interface Union {
  readonly a: readonly [DefinedHolding, ...DefinedHolding[]];
  readonly b: readonly DefinedHolding[];
}

/** What some people have of both sides by the same groups, none of which has both. */
export interface PeopleUnion extends Union {
  readonly people: readonly PrincipalId[];
}

type Sides = Readonly<Record<'isInA' | 'isInB', (permissionSet: string) => boolean>>;

function sidesOf({ a, b }: Separation): Sides {
  const isIn = (globs: readonly string[]) => memoizeByText((name) => globs.some((glob) => matchesGlob(glob, name)));
  return { isInA: isIn(a), isInB: isIn(b) };
}

/** `holdings`: those in the scope of the rule. */
export function unionsIn(holdings: Holdings<DefinedHolding>, separation: Separation): readonly Union[] {
  const { isInA, isInB } = sidesOf(separation);
  const hands = separation.within === 'account' ? holdings.byPrincipalInAccount : holdings.byPrincipal;
  return [...hands.groups()].flatMap((held) => {
    const [first, ...others] = held.filter(({ permissionSet }) => isInA(permissionSet));
    const ofB = held.filter(({ permissionSet }) => isInB(permissionSet));
    return first !== undefined && ofB.length > 0 ? [{ a: [first, ...others], b: ofB }] : [];
  });
}

interface Side {
  readonly principal: Principal;
  readonly held: readonly DefinedHolding[];
}

/** Those who have one side. Who has both by themselves is none of them. */
function oneSided(holdings: Holdings<DefinedHolding>, separation: Separation) {
  const { isInA, isInB } = sidesOf(separation);
  const a: Side[] = [];
  const b: Side[] = [];
  for (const all of holdings.byPrincipal.groups()) {
    const [ofA, ofB] = [isInA, isInB].map((isIn) => all.filter(({ permissionSet }) => isIn(permissionSet)));
    const { principal } = all[0];
    if (ofA!.length > 0 && ofB!.length === 0) a.push({ principal, held: ofA! });
    if (ofB!.length > 0 && ofA!.length === 0) b.push({ principal, held: ofB! });
  }
  return { a, b };
}

/** By which of the sides each person has it. */
function byPerson(sides: readonly Side[], members: Members): ReadonlyMap<PrincipalId, readonly Side[]> {
  const found = new Map<PrincipalId, Side[]>();
  for (const side of sides) {
    const people = peopleOf(side.principal, members);
    for (const id of people.read ? people.value : []) {
      const known = found.get(id);
      if (known === undefined) found.set(id, [side]);
      else known.push(side);
    }
  }
  return found;
}

/** One for all the people that have both by the same groups. */
export function unionsOfPeople(
  holdings: Holdings<DefinedHolding>,
  separation: Separation,
  members: Members,
): readonly PeopleUnion[] {
  const { a, b } = oneSided(holdings, separation);
  const [hasA, hasB] = [byPerson(a, members), byPerson(b, members)];
  const both = [...hasA].flatMap(([id, ofA]) => {
    const ofB = hasB.get(id);
    return ofB === undefined ? [] : [{ id, ofA, ofB }];
  });
  const keyOf = (sides: readonly Side[]) => sides.map(({ principal }) => principalKey(principal)).sort();
  return [...groupBy(both, ({ ofA, ofB }) => JSON.stringify([keyOf(ofA), keyOf(ofB)])).values()].map((same) => {
    const { ofA, ofB } = same[0]!;
    const [first, ...others] = ofA.flatMap(({ held }) => held);
    return { a: [first!, ...others], b: ofB.flatMap(({ held }) => held), people: same.map(({ id }) => id).sort() };
  });
}

/** Everybody who has both, by one group or by several. */
export function peopleWithBoth(
  holdings: Holdings<DefinedHolding>,
  separation: Separation,
  members: Members,
): ReadonlySet<PrincipalId> {
  const alone = unionsIn(holdings, separation).flatMap(({ a: [{ principal }] }) => {
    const people = peopleOf(principal, members);
    return people.read ? people.value : [];
  });
  return new Set([...alone, ...unionsOfPeople(holdings, separation, members).flatMap(({ people }) => people)]);
}

/** Groups of one side of which nobody knows who is in them, while somebody has the other side: there may be people who have both. */
export function unreadSides(
  holdings: Holdings<DefinedHolding>,
  separation: Separation,
  members: Members,
): readonly Principal[] {
  const { a, b } = oneSided(holdings, separation);
  if (a.length === 0 || b.length === 0) return [];
  return [...a, ...b].map(({ principal }) => principal).filter((principal) => !peopleOf(principal, members).read);
}

/** Groups that have a side of a rule about people: of them it must be known who is in them. */
export function groupsSeparated(
  { rules }: Pick<Guardrails, 'rules'>,
  { all }: Holdings<Holding>,
): ReadonlySet<PrincipalId> {
  const asked = rules.flatMap(({ demand }) =>
    demand.kind === 'separate' && demand.within === 'person' ? [sidesOf(demand)] : [],
  );
  if (asked.length === 0) return new Set();
  const isAsked = memoizeByText((name) => asked.some(({ isInA, isInB }) => isInA(name) || isInB(name)));
  return new Set(
    all.flatMap(({ principal, permissionSet }) =>
      principal.type === 'group' && isAsked(permissionSet) ? [principal.id] : [],
    ),
  );
}
