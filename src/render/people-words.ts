// How many people a line of a plan is about, and who they are where somebody asked for names. A plan says nothing of people unless they were read.
import { counted } from '../diagnostics/wording.ts';
import { memoizeByIdentity } from '../memoize.ts';
import type { Change } from '../plan/change.ts';
import type { PeopleList } from '../plan/people.ts';
import type { Plan } from '../plan/plan.ts';
import type { Address, PrincipalId } from '../state/state.ts';
import { gainOf, losesAccess } from './gains.ts';
import { joined, type Phrase, phrase, say } from './phrase.ts';

const MOST_NAMES = 10;

/** The key of a change's list, by its address: `undefined` where it is not known whom it reaches. */
const keysOf = memoizeByIdentity(
  ({ changes }: Plan) =>
    new Map<Address, string | undefined>(
      changes.flatMap((change) =>
        change.kind === 'assignment' || change.kind === 'permission-set'
          ? [[change.address, change.people] as const]
          : [],
      ),
    ),
);

interface Crowd {
  readonly people: ReadonlySet<number>;
  readonly bounds: ReadonlySet<NonNullable<PeopleList['bound']>>;
  /** Of some of the changes nobody knows. */
  readonly isPartly: boolean;
}

function crowdOf(addresses: readonly Address[], plan: Plan): Crowd {
  const lists = plan.people?.lists ?? {};
  const keys = new Set(addresses.map((address) => keysOf(plan).get(address)));
  const known = [...keys].flatMap((key) => (key !== undefined && Object.hasOwn(lists, key) ? [lists[key]!] : []));
  return {
    people: new Set(known.flatMap(({ people }) => people)),
    bounds: new Set(known.flatMap(({ bound }) => bound ?? [])),
    isPartly: known.length < keys.size,
  };
}

/** `14 people`, `at most 2 people: ada, grace`, `nobody is in the group`; nothing where nobody asked. `principals`: of the changes. */
export function peopleNotes(
  addresses: readonly Address[],
  {
    principals,
    plan,
    effect,
  }: { readonly principals: readonly PrincipalId[]; readonly plan: Plan; readonly effect: 'gain' | 'lose' | 'have' },
): readonly Phrase[] {
  const { people: asked } = plan;
  if (asked === undefined || addresses.length === 0) return [];
  const crowd = crowdOf(addresses, plan);
  const empty = new Set(asked.emptyGroups);
  if (!crowd.isPartly && principals.length > 0 && principals.every((id) => empty.has(id)))
    return [say(principals.length === 1 ? 'nobody is in the group' : 'nobody is in these groups')];
  if (crowd.people.size === 0 && !crowd.isPartly && crowd.bounds.size === 0) return [say(NOBODY[effect])];
  return [crowdPhrase(crowd, asked.names)];
}

const NOBODY = {
  gain: 'nobody new: each has it by another assignment',
  lose: 'nobody: each keeps it by another assignment',
  have: 'nobody has it',
} as const;

function crowdPhrase({ people, bounds, isPartly }: Crowd, names: readonly string[] | undefined): Phrase {
  const isLeast = isPartly || bounds.has('least');
  if (people.size === 0 && isLeast) return say('how many people is not known');
  const bound = isLeast ? (bounds.has('most') ? 'about ' : 'at least ') : bounds.has('most') ? 'at most ' : '';
  const count = say(`${bound}${counted(people.size, 'person')}`);
  if (names === undefined || people.size === 0) return count;
  const shown = [...people].slice(0, MOST_NAMES).map((number) => phrase`${names[number] ?? `person ${number}`}`);
  const more = people.size - shown.length;
  return phrase`${count}: ${joined(shown)}${more > 0 ? say(` and ${more} more`) : []}`;
}

/** `14 people gain access, 3 lose access; nobody is in 1 group; of 2 groups it is not known who is in them`. Undefined: nobody asked. */
export function peopleLine(changes: readonly Change[], plan: Plan): Phrase | undefined {
  const { people: asked } = plan;
  if (asked === undefined) return undefined;
  const gaining = changes.filter((change) => gainOf(change, plan) !== undefined && change.kind !== 'provisioning');
  const losing = changes.filter((change) => losesAccess(change, plan));
  const part = (some: readonly Change[], verb: string): readonly Phrase[] => {
    if (some.length === 0) return [];
    const crowd = crowdOf(
      some.map(({ address }) => address),
      plan,
    );
    const { size } = crowd.people;
    const isOpen = crowd.isPartly || crowd.bounds.has('least');
    if (size === 0) return [say(isOpen ? `how many ${verb} access is not known` : `nobody ${verb}s access`)];
    return [phrase`${crowdPhrase(crowd, undefined)} ${say(size === 1 ? `${verb}s access` : `${verb} access`)}`];
  };
  const groups = new Set(changes.flatMap((change) => principalsOf(change)));
  const empty = asked.emptyGroups.filter((id) => groups.has(id)).length;
  const unread = asked.unreadGroups.filter((id) => groups.has(id)).length;
  const parts = [
    ...part(gaining, 'gain'),
    ...part(losing, 'lose'),
    ...(empty === 0 ? [] : [say(`nobody is in ${counted(empty, 'group')}`)]),
    ...(unread === 0 ? [] : [say(`who is in ${counted(unread, 'group')} is not known`)]),
  ];
  return parts.length === 0 ? undefined : phrase`People: ${joined(parts, '; ')}`;
}

function principalsOf(change: Change): readonly PrincipalId[] {
  if (change.kind === 'assignment') return [change.assignment.principal.id];
  return change.kind === 'permission-set' ? (change.holders ?? []).map(({ principal }) => principal.id) : [];
}
