// The lines of a plan: who gains and loses what where, what is provisioned, what is held. Reports and comments are made of them.

import { counted } from '../diagnostics/wording.ts';
import type { Names } from '../holdings/names.ts';
import type { Change, ResourceChange } from '../plan/change.ts';
import { allPlacesPhrase, placesPhrase } from './accounts.ts';
import type { Item } from './document.ts';
import { type Phrase, phrase, say, stressed, type Tone } from './phrase.ts';
import { placesOf } from './places.ts';
import type { AssignmentGroup } from './plan-assignments.ts';
import { attributesPhrase } from './plan-attributes.ts';
import type { HeldItem } from './plan-held.ts';
import type { Section } from './plan-model.ts';
import { resourceBlocks, resourceNotes, resourcePhrase, resourceSentence } from './plan-resources.ts';
import { principalPhrase } from './who.ts';
import { assignmentWords, heldVerb, provisionWords } from './wording.ts';

const MARKS: Readonly<Record<Change['action'], { readonly sign: string; readonly tone: Tone }>> = {
  create: { sign: '+', tone: 'gain' },
  delete: { sign: '-', tone: 'loss' },
  update: { sign: '~', tone: 'warning' },
  adopt: { sign: '~', tone: 'warning' },
  provision: { sign: '!', tone: 'notice' },
  release: { sign: '~', tone: 'warning' },
};

export function markOf(action: Change['action']): Phrase {
  return [{ kind: 'mark', ...MARKS[action] }];
}

/** How accounts are shown. */
export interface Showing {
  readonly names: Names;
  /** Each by its name, however many they are. */
  readonly verbose: boolean;
}

export function assignmentItem(row: AssignmentGroup, section: Section, { names, verbose }: Showing): Item {
  const { action, principal, accounts, origins } = row;
  const gains = phrase`${stressed(say(action === 'create' ? 'gains' : 'loses'))} ${section.permissionSet}`;
  const about = { mark: markOf(action), subject: principalPhrase(principal) };
  return {
    ...about,
    phrase: phrase`${gains} ${allPlacesPhrase(accounts, names, verbose)}`,
    notes: assignmentWords(row, section),
    places: placesOf(origins),
    size: accounts.length,
    kept: action === 'create' && row.administrator,
    brief: { ...about, phrase: phrase`${gains} ${placesPhrase(accounts, names)}` },
  };
}

/** What provisioning does to the accounts of a permission set. */
export function provisionItem(section: Section, { names, verbose }: Showing): Item {
  const { provisioned } = section;
  const does = phrase`${say(provisionWords(section))} `;
  return {
    mark: markOf('provision'),
    phrase: [...does, ...allPlacesPhrase(provisioned, names, verbose)],
    size: provisioned.length,
    brief: { mark: markOf('provision'), phrase: [...does, ...placesPhrase(provisioned, names)] },
  };
}

export function resourceItem(change: ResourceChange, names: Names): Item {
  const { action, origins } = change;
  const about = { mark: markOf(action), phrase: resourceSentence(change, names), places: placesOf(origins), size: 1 };
  return { ...about, notes: resourceNotes(change), blocks: resourceBlocks(change), brief: about };
}

export function heldItem(item: HeldItem, { names, verbose }: Showing): Item {
  const { action, permissionSet = '', keys, resource, principal, accounts, origins } = item;
  const verb = say(heldVerb(item));
  const what =
    keys !== undefined
      ? phrase`${attributesPhrase(keys)} ${verb}`
      : resource !== undefined
        ? phrase`${resourcePhrase(resource, names)} ${verb}`
        : principal === undefined
          ? phrase`permission set ${permissionSet} ${verb}`
          : phrase`${principalPhrase(principal)} ${verb} ${permissionSet}`;
  const size = Math.max(1, accounts.length);
  return {
    mark: markOf(action),
    phrase:
      accounts.length === 0 || resource !== undefined
        ? what
        : phrase`${what} ${allPlacesPhrase(accounts, names, verbose)}`,
    places: placesOf(origins),
    size,
    brief: { mark: markOf(action), phrase: phrase`${what}: ${say(counted(size, 'change'))} (names left out)` },
  };
}
