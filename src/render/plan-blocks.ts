// The lines of a plan: who gains and loses what where, what is provisioned, what is held. Reports and comments are made of them.
import type { Change, Origin } from '../plan/change.ts';
import type { Item } from './document.ts';
import type { NamedAccount } from './names.ts';
import { joined, type Phrase, type Place, phrase, say, stressed, type Tone, whole } from './phrase.ts';
import type { HeldItem } from './plan-held.ts';
import type { Section } from './plan-model.ts';
import type { RowGroup } from './plan-rows.ts';
import { plural } from './summary.ts';
import { principalPhrase } from './who.ts';
import { heldVerb, provisionWords, rowWords } from './wording.ts';

const MARKS: Readonly<Record<Change['action'], { readonly sign: string; readonly tone: Tone }>> = {
  create: { sign: '+', tone: 'gain' },
  delete: { sign: '-', tone: 'loss' },
  update: { sign: '~', tone: 'warning' },
  adopt: { sign: '~', tone: 'warning' },
  provision: { sign: '!', tone: 'notice' },
};

export function markOf(action: Change['action']): Phrase {
  return [{ kind: 'mark', ...MARKS[action] }];
}

/** A line says enough. */
export function placesOf(origins: readonly Origin[]): readonly Place[] {
  return origins.map(({ file, line }) => ({ file, line }));
}

/** `press-dev (555555555555)` */
export function accountPhrase({ id, name }: NamedAccount): Phrase {
  return whole(name === undefined ? phrase`account ${id}` : phrase`${name} (${id})`);
}

/** `in payments-prod (222222222222)`, `in 7 accounts: …`: every one of them. */
function accountsPhrase(accounts: readonly NamedAccount[]): Phrase {
  const lead = accounts.length === 1 ? 'in' : `in ${plural(accounts.length, 'account')}:`;
  return phrase`${say(lead)} ${joined(accounts.map(accountPhrase))}`;
}

export function rowItem(row: RowGroup, section: Section): Item {
  const { action, principal, accounts, origins } = row;
  const gains = phrase`${stressed(say(action === 'create' ? 'gains' : 'loses'))} ${section.permissionSet}`;
  const about = { mark: markOf(action), subject: principalPhrase(principal) };
  return {
    ...about,
    phrase: phrase`${gains} ${accountsPhrase(accounts)}`,
    notes: rowWords(row, section),
    places: placesOf(origins),
    size: accounts.length,
    kept: action === 'create' && row.administrator,
    brief: { ...about, phrase: phrase`${gains} ${withoutNames(accounts)}` },
  };
}

/** What provisioning does to the accounts of a permission set. */
export function provisionItem(section: Section): Item {
  const { provisioned } = section;
  const does = phrase`${say(provisionWords(section))} `;
  return {
    mark: markOf('provision'),
    phrase: [...does, ...accountsPhrase(provisioned)],
    size: provisioned.length,
    brief: { mark: markOf('provision'), phrase: [...does, ...withoutNames(provisioned)] },
  };
}

function withoutNames(accounts: readonly NamedAccount[]): Phrase {
  return say(`in ${plural(accounts.length, 'account')} (names left out)`);
}

export function heldItem(item: HeldItem): Item {
  const { action, permissionSet, principal, accounts, origins } = item;
  const verb = say(heldVerb(item));
  const what =
    principal === undefined
      ? phrase`permission set ${permissionSet} ${verb}`
      : phrase`${principalPhrase(principal)} ${verb} ${permissionSet}`;
  const size = Math.max(1, accounts.length);
  return {
    mark: markOf(action),
    phrase: accounts.length === 0 ? what : phrase`${what} ${accountsPhrase(accounts)}`,
    places: placesOf(origins),
    size,
    brief: { mark: markOf(action), phrase: phrase`${what}: ${say(plural(size, 'change'))} (names left out)` },
  };
}
