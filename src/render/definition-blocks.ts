// The definition of a permission set, or what changes in it, what that comes to, and whom it reaches.

import type { Names } from '../holdings/names.ts';
import { type Difference, isNothingEver, isUnchanged, type Meaning } from '../meaning/meaning.ts';
import type { PermissionSetChange } from '../plan/change.ts';
import { placesPhrase } from './accounts.ts';
import { type FieldView, fieldViews } from './definition.ts';
import type { DefinitionView } from './definition-view.ts';
import { differenceFacts, differenceLines, differenceTitle, releasedTitle } from './difference.ts';
import { type Block, type Fact, list } from './document.ts';
import { figures } from './effect-words.ts';
import { type Inline, joined, type Phrase, phrase, say, type Tone, toned, whole } from './phrase.ts';
import { whoPhrase } from './who.ts';

/** Of a renamed set, what differs from the old one; the old one is told by its new name. */
export function definitionBlocks(view: DefinitionView, names: Names): readonly Block[] {
  const { shown } = view;
  return [...(shown === undefined ? [] : fieldBlocks(shown)), ...meaningBlocks(view, names)];
}

/** What it says, or what changes in it. */
export function fieldBlocks(shown: PermissionSetChange): readonly Block[] {
  const rows = fieldViews(shown).map((field) => fieldFact(field, shown));
  return rows.length === 0 ? [] : [{ kind: 'facts', rows, colons: true }];
}

/** Of a set that comes or goes, members need no mark of their own. */
function fieldFact(view: FieldView, { action }: PermissionSetChange): Fact {
  const label = say(view.label);
  const isWhole = action === 'create' || action === 'delete';
  switch (view.kind) {
    case 'value': {
      const { before, after } = view;
      if (isWhole) return { label, values: [whole(phrase`${after ?? before ?? ''}`)] };
      return { label, values: [whole(phrase`${valuePhrase(before, 'loss')} → ${valuePhrase(after, 'gain')}`)] };
    }
    case 'list': {
      const { added, removed } = view;
      if (isWhole) return { label, values: [whole(joined([...added, ...removed].map((name) => phrase`${name}`)))] };
      return { label, values: [...added.map(memberPhrase('added')), ...removed.map(memberPhrase('removed'))] };
    }
    case 'policy':
      return { label, code: { kind: 'code', language: 'diff', lines: view.lines } };
    default:
      return view satisfies never;
  }
}

function valuePhrase(value: string | undefined, tone: Tone): Phrase {
  return value === undefined ? [{ kind: 'none' }] : toned(tone, phrase`${value}`);
}

const memberPhrase =
  (change: (Inline & { kind: 'member' })['change']) =>
  (name: string): Phrase =>
    whole([{ kind: 'member', change, phrase: phrase`${name}` }]);

function meaningBlocks({ change, shown, meaning, holders }: DefinitionView, names: Names): readonly Block[] {
  if (meaning === undefined || change.action === 'delete' || isUnchanged(meaning)) return [];
  if (shown?.action === 'update' && change.action === 'create') return [];
  const { gained, lost, released } = meaning;
  if (change.action === 'create') return differenceFacts('allows', differenceLines(gained, { brief: true }));
  return [
    ...differenceFacts(differenceTitle('gain', gained), differenceLines(gained), { alarms: true }),
    ...(released === undefined
      ? []
      : differenceFacts(releasedTitle(released), differenceLines(released), { alarms: true })),
    ...differenceFacts(differenceTitle('lose', lost), differenceLines(lost)),
    ...(holders === undefined ? [] : [reachList(holders, names, meaning)]),
  ];
}

function reachList(holders: NonNullable<DefinitionView['holders']>, names: Names, most: Meaning): Block {
  if (holders.length === 0) return list([{ phrase: say('reaches nobody') }]);
  return list(
    holders.map(({ principals, accounts, meaning }) => ({
      phrase: phrase`reaches ${whoPhrase(principals, Number.POSITIVE_INFINITY)} ${placesPhrase(accounts, names)}${meaning === undefined ? [] : otherPhrase(meaning, most)}`,
    })),
  );
}

/** Where an account's customer managed policies make another difference of the change. Paths to Identity Center alone are said where they are. */
function otherPhrase({ gained, lost }: Meaning, most: Meaning): Phrase {
  const isSame = (a: Difference, b: Difference) =>
    a.actionCount === b.actionCount && a.doubts.length === b.doubts.length && a.unlisted.length === b.unlisted.length;
  if (isSame(gained, most.gained) && isSame(lost, most.lost)) return [];
  const sides = [
    ...(isNothingEver(gained) ? [] : [phrase`gain ${figures(gained)}`]),
    ...(isNothingEver(lost) ? [] : [phrase`lose ${figures(lost)}`]),
  ];
  return phrase`, where by the customer managed policies of the account they ${sides.length === 0 ? say('gain and lose nothing') : joined(sides, ', and ')}`;
}
