// What a change of the files changes beside assignments: who is behind a name, what grants reach later, what is cancelled.

import { counted } from '../diagnostics/wording.ts';
import { namedPrincipal } from '../holdings/names.ts';
import { parseInstant } from '../instant.ts';
import type { Plan, PlanReview } from '../plan/plan.ts';
import { SAME } from '../review/renames.ts';
import { groupBy } from '../state/group-by.ts';
import { placesPhrase } from './accounts.ts';
import type { Item } from './document.ts';
import { figures } from './effect-words.ts';
import { namedAccounts } from './names.ts';
import { joined, listed, type Phrase, phrase, say, strong, toned } from './phrase.ts';
import { placesOf } from './places.ts';
import { resourcePhrase } from './plan-resources.ts';
import { grantsToTell } from './review-wider.ts';
import { principalPhrase } from './who.ts';

type GrantChange = PlanReview['grants'][number];

export interface ReviewLines {
  /** Worst first: names, then grants of administrator access, then the others. */
  readonly identities: readonly Item[];
  readonly renames: readonly Item[];
  readonly wider: readonly Item[];
  readonly narrower: readonly Item[];
  readonly cancelled: readonly Item[];
}

const NONE: ReviewLines = { identities: [], renames: [], wider: [], narrower: [], cancelled: [] };

export function reviewLines(plan: Plan): ReviewLines {
  const { review } = plan;
  if (review === undefined) return NONE;
  const grants = grantsToTell(plan);
  const grantsIn = (direction: GrantChange['direction']) =>
    grants
      .filter((grant) => grant.direction === direction)
      .sort((a, b) => Number(isAdministrator(b, review)) - Number(isAdministrator(a, review)));
  return {
    identities: review.identities.map((change) => identityItem(change, review)),
    renames: (review.renames ?? []).map(renameItem),
    wider: grantsIn('wider').map((grant) => widerItem(grant, plan, review)),
    narrower: grantsIn('narrower').map((grant) => narrowerItem(grant, plan)),
    cancelled: cancelledItems(review, plan),
  };
}

const isAdministrator = ({ permissionSets }: GrantChange, review: PlanReview): boolean =>
  permissionSets.some((name) => setIn(review, name)?.administrator === true);

const setIn = ({ permissionSets }: PlanReview, name: string) =>
  Object.hasOwn(permissionSets, name) ? permissionSets[name] : undefined;

function identityItem(change: PlanReview['identities'][number], review: PlanReview): Item {
  const { kind, name, before, after, permissionSets, origin } = change;
  const what = { group: 'group', account: 'account', 'permission-set': 'permission set' }[kind];
  const alarm = change.change === 'pinned' ? say : (text: string) => toned('warning', say(text));
  const verb = { unpinned: 'is no longer pinned', pinned: 'is now pinned', replaced: 'now means another' }[
    change.change
  ];
  const granted =
    permissionSets.length === 0
      ? []
      : [phrase`has ${listed(permissionSets, 5)}${administratorWords(permissionSets, review)}`];
  return {
    phrase: phrase`${strong(phrase`${say(what)} ${name}`)} ${alarm(verb)}: ${say(after)} (before: ${say(before)})`,
    notes: granted,
    places: placesOf([origin]),
    size: 1,
    kept: true,
  };
}

const RENAMED = { group: 'group', account: 'account', 'account-set': 'account set' } as const;

function renameItem({ kind, before, after, origin }: NonNullable<PlanReview['renames']>[number]): Item {
  return {
    phrase: phrase`${say(RENAMED[kind])} ${before} is called ${after} now: ${say(SAME[kind])}, a rename, nothing changes`,
    places: placesOf([origin]),
    size: 1,
  };
}

function administratorWords(names: readonly string[], review: PlanReview): Phrase {
  return names.some((name) => setIn(review, name)?.administrator === true)
    ? phrase`: ${toned('alarm', say('administrator access'))}`
    : [];
}

/** `pickers: Administrator in any account that joins Workloads/Prod, until 2056-12-31; 0 accounts today` */
function widerItem(grant: GrantChange, plan: Plan, review: PlanReview): Item {
  const { groups, permissionSets, origin } = grant;
  const who = phrase`${strong(listed(groups, MOST_GROUPS))}: ${strong(listed(permissionSets, MOST_SETS))}`;
  const line = phrase`${who} ${reachPhrase(grant)}${untilPhrase(grant)}`;
  const isAlarming = isAdministrator(grant, review);
  return {
    phrase: line,
    notes: [
      ...todayNotes(grant, plan),
      ...(isAlarming
        ? [toned('alarm', say('administrator access'))]
        : permissionSets.flatMap((name) => comesTo(name, plan, review))),
      ...(grant.reason === undefined ? [] : [say(`reason: "${grant.reason}"`)]),
    ],
    places: placesOf([origin]),
    size: 1,
    kept: isAlarming,
    brief: { phrase: line, places: placesOf([origin]) },
  };
}

function comesTo(name: string, { meanings }: Plan, review: PlanReview): readonly Phrase[] {
  const key = setIn(review, name)?.meaning;
  const meaning =
    key === undefined || meanings === undefined || !Object.hasOwn(meanings, key) ? undefined : meanings[key];
  return meaning === undefined ? [] : [phrase`${name} allows ${figures(meaning.gained)}`];
}

const MOST_GROUPS = 6;
const MOST_SETS = 6;
const MOST_SELECTORS = 6;

function reachPhrase(grant: GrantChange): Phrase {
  const { change, exceptionsDropped, selectors, selectorsLeftOut = 0 } = grant;
  switch (change) {
    case 'reach': {
      const dropped =
        exceptionsDropped.length === 0 ? [] : phrase`, no longer except ${listed(exceptionsDropped, MOST_SELECTORS)}`;
      const longer = grant.otherEnd === undefined ? [] : phrase`, ${strong(say(endWords(grant)))}`;
      return phrase`in ${selectorsPhrase(grant)}${dropped}${longer}`;
    }
    case 'end':
      return phrase`in ${selectorsPhrase(grant)}, ${strong(say(endWords(grant)))}`;
    case 'may-be-empty':
      return phrase`in ${selectorsPhrase(grant)}: may now select nothing without a finding`;
    case 'not-compared':
      return phrase`in ${say(counted(selectors.length + selectorsLeftOut, 'selector'))}: too much to compare, read it as wider`;
    default:
      return change satisfies never;
  }
}

/** `any account that joins Workloads/Prod, except payments-pci` */
function selectorsPhrase({ selectors, selectorsLeftOut = 0 }: GrantChange): Phrase {
  const byException = [...groupBy(selectors, ({ exceptions }) => JSON.stringify(exceptions)).values()];
  return joined(
    byException.map((alike) => {
      const shown = alike.slice(0, MOST_SELECTORS).map(selectorPhrase);
      const more = alike.length - shown.length;
      const { exceptions } = alike[0]!;
      const except = exceptions.length === 0 ? [] : phrase`, except ${listed(exceptions, MOST_SELECTORS)}`;
      return phrase`${joined(shown, ', ')}${more === 0 ? [] : phrase` and ${more} more selectors`}${except}`;
    }),
    '; ',
  ).concat(selectorsLeftOut === 0 ? [] : phrase`; and ${selectorsLeftOut} more selectors`);
}

function selectorPhrase({ kind, text, accountSet }: GrantChange['selectors'][number]): Phrase {
  const within = accountSet === undefined ? [] : phrase` (of ${`set:${accountSet}`})`;
  return phrase`${kindPhrase(kind, text)}${within}`;
}

function kindPhrase(kind: GrantChange['selectors'][number]['kind'], text: string): Phrase {
  switch (kind) {
    case 'name':
    case 'id':
      return phrase`${text}`;
    case 'all':
      return phrase`every account, now and later (${text})`;
    case 'organizational-unit':
      return phrase`any account in ${text}`;
    case 'tag':
      return phrase`any account with ${text}`;
    case 'glob':
      return phrase`any account named ${text}`;
    case 'set':
      return phrase`the accounts of ${text}`;
    case 'intersect':
      return phrase`any account in ${text}`;
    default:
      return kind satisfies never;
  }
}

function untilPhrase({ change, ends, otherEnd }: GrantChange): Phrase {
  if (change === 'end' || otherEnd !== undefined) return [];
  return ends === undefined ? say(', without an end') : phrase`, until ${say(ends)}`;
}

/** `2026-12-31 → 2056-12-31, 30 years later` */
function endWords({ ends, otherEnd }: GrantChange): string {
  const [from, to] = [otherEnd, ends].map((text) => text ?? 'never');
  const days = ends === undefined || otherEnd === undefined ? 0 : daysBetween(otherEnd, ends);
  return `ends ${to}, not ${from}${days <= 0 ? '' : `: ${spanWords(days)} later`}`;
}

/** None for what is no end: a plan file may say anything. */
function daysBetween(from: string, to: string): number {
  const [first, second] = [parseInstant(from), parseInstant(to)];
  return 'problem' in first || 'problem' in second ? 0 : Math.round((second.end - first.end) / DAY);
}

const DAY = 86_400_000;

function spanWords(days: number): string {
  if (days >= 730) return counted(Math.round(days / 365.25), 'year');
  return days >= 60 ? counted(Math.round(days / 30.4), 'month') : counted(days, 'day');
}

function todayNotes({ accounts, change }: GrantChange, { names }: Plan): readonly Phrase[] {
  if (accounts === undefined) return [];
  if (accounts.length === 0) return [say(change === 'end' ? 'no account today' : 'no further account today')];
  return [phrase`today ${placesPhrase(namedAccounts(accounts, names), names)}`];
}

/** The same, shorter. */
function narrowerItem(grant: GrantChange, plan: Plan): Item {
  const { groups, permissionSets, origin, change } = grant;
  const who = phrase`${listed(groups, MOST_GROUPS)}: ${listed(permissionSets, MOST_SETS)}`;
  const what =
    change === 'end'
      ? phrase`ends ${say(grant.otherEnd ?? 'never')}, not ${say(grant.ends ?? 'never')}`
      : phrase`no longer in ${selectorsPhrase(grant)}`;
  return {
    phrase: phrase`${who} ${what}`,
    notes: change === 'end' ? [] : todayNotes(grant, plan),
    places: placesOf([origin]),
    size: 1,
  };
}

const CANCELLED = {
  create: 'gains',
  adopt: 'is taken over',
  update: 'is updated',
  delete: 'loses',
  provision: 'is provisioned',
  release: 'is released',
} as const;

const CANCELLED_RESOURCE = { ...CANCELLED, create: 'is created', delete: 'is deleted' } as const;

/** What would have happened without this change of the files. */
function cancelledItems({ cancelled }: PlanReview, { names }: Plan): readonly Item[] {
  const alike = groupBy(cancelled, ({ kind, action, permissionSet, resource, principal }) =>
    JSON.stringify([kind, action, permissionSet, resource, principal?.id]),
  );
  return [...alike.values()].map((same): Item => {
    const { action, permissionSet = 'the attributes for access control', resource, principal } = same[0]!;
    const accounts = namedAccounts(
      same.flatMap(({ account }) => account ?? []),
      names,
    );
    const where = accounts.length === 0 ? [] : phrase` ${placesPhrase(accounts, names)}`;
    const verb = say(`no longer ${resource === undefined ? CANCELLED[action] : CANCELLED_RESOURCE[action]}`);
    const sentence =
      principal === undefined
        ? phrase`${resource === undefined ? permissionSet : resourcePhrase(resource, names)} ${verb}`
        : phrase`${principalPhrase(namedPrincipal(principal, names))} ${verb} ${permissionSet}${where}`;
    return { phrase: sentence, size: same.length };
  });
}
