// What other targets than Identity Center need beside assignments, in words. Names are from outside.
import { type Names, namedAccount } from '../holdings/names.ts';
import type { ResourceChange } from '../plan/change.ts';
import type { ResourceReference } from '../state/state.ts';
import { resourceWords } from '../targets/words.ts';
import { accountPhrase } from './accounts.ts';
import { type Phrase, phrase, say } from './phrase.ts';

/** `account access application`. */
export function resourcePhrase(resource: ResourceReference, names: Names): Phrase {
  const { account, name } = resource;
  const { what, isNamed } = resourceWords(resource);
  const named = isNamed ? phrase`${say(what)} ${name}` : say(what);
  return account === undefined ? named : phrase`${named} in ${accountPhrase(namedAccount(account, names))}`;
}

const VERBS = { create: 'created', adopt: 'taken over', update: 'updated', delete: 'deleted' } as const;

/** `account access application is created`. */
export const resourceSentence = ({ action, resource }: ResourceChange, names: Names): Phrase =>
  phrase`${resourcePhrase(resource, names)} ${say(`is ${VERBS[action]}`)}`;
