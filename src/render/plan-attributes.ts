// What a plan does to the attributes for access control of the instance: a line for those who want to know what is most urgent, and an item for each
// attribute, with the permission sets whose policies test it. Keys and sources of live are names from outside.
import { counted } from '../diagnostics/wording.ts';
import { type AttributeDifference, attributeDifferences } from '../plan/access-control.ts';
import type { AttributesChange, AttributeTest } from '../plan/change.ts';
import { attributeKey } from '../state/access-control.ts';
import { groupBy } from '../state/group-by.ts';
import type { Item } from './document.ts';
import { joined, listed, type Phrase, phrase, say } from './phrase.ts';
import { placesOf } from './places.ts';

const MOST_NAMED = 5;

/** `attributes for access control Department, Team`. */
export function attributesPhrase(keys: readonly string[]): Phrase {
  return keys.length === 0
    ? say('attributes for access control')
    : phrase`${say('attributes for access control')} ${listed(keys, MOST_NAMED)}`;
}

export type AttributeAction = 'create' | 'update' | 'delete';

const actionOf = ({ before, after }: AttributeDifference): AttributeAction =>
  before === undefined ? 'create' : after === undefined ? 'delete' : 'update';

/** How many attributes come, change and go. */
export function attributeCounts(changes: readonly AttributesChange[]): Readonly<Record<AttributeAction, number>> {
  const actions = changes.flatMap(attributeDifferences).map(actionOf);
  const number = (wanted: AttributeAction) => actions.filter((action) => action === wanted).length;
  return { create: number('create'), update: number('update'), delete: number('delete') };
}

const VERBS = { create: 'added', update: 'given another source', delete: 'removed' } as const;

/** `Department is given another source, Team is removed`. */
export function attributesSentence(change: AttributesChange): Phrase {
  const differences = attributeDifferences(change);
  const parts = (Object.keys(VERBS) as AttributeAction[]).flatMap((action) => {
    const keys = differences.filter((each) => actionOf(each) === action).map(({ key }) => key);
    if (keys.length === 0) return [];
    return [phrase`${listed(keys, MOST_NAMED)} ${say(`${keys.length === 1 ? 'is' : 'are'} ${VERBS[action]}`)}`];
  });
  const whole = wholeWords(change);
  const respelled = respelledKeys(change);
  if (differences.length === 0 && respelled.length > 0)
    return phrase`${listed(respelled, MOST_NAMED)} ${say(`${respelled.length === 1 ? 'is' : 'are'} spelled otherwise`)}`;
  return joined([...parts, ...(whole === undefined ? [] : [say(whole)])]);
}

/** Keys that differ in case alone from what they were. */
function respelledKeys({ before = [], after = [] }: AttributesChange): readonly string[] {
  const old = new Set(before.map(({ key }) => key));
  const same = new Set(before.map(({ key }) => attributeKey(key)));
  return after.filter(({ key }) => !old.has(key) && same.has(attributeKey(key))).map(({ key }) => key);
}

/** Without a configuration, Identity Center sends nothing. */
function wholeWords({ before, after }: AttributesChange): string | undefined {
  if (after === undefined) return 'no attributes are sent any more, those of SAML assertions included';
  return before === undefined ? 'attributes begin to be sent, those of SAML assertions included' : undefined;
}

/** `tested by Picker (3 principals), Presser`. Empty: by no policy that was read. */
export function testedPhrase(tests: readonly AttributeTest[]): Phrase {
  const bySet = [...groupBy(tests, ({ permissionSet }) => permissionSet).values()];
  if (bySet.length === 0) return [];
  const sets = bySet.slice(0, MOST_NAMED).map(([test]) => {
    const { permissionSet, principals, ends } = test!;
    const who = principals === undefined ? 'who has it was not read' : counted(principals, 'principal');
    return phrase`${permissionSet} (${say(ends === true ? `${who}, until this plan is applied` : who)})`;
  });
  const more = bySet.length > MOST_NAMED ? say(` and ${bySet.length - MOST_NAMED} more`) : [];
  return phrase`tested by ${joined(sets)}${more}`;
}

const MARKS = {
  create: { kind: 'mark', sign: '+', tone: 'gain' },
  update: { kind: 'mark', sign: '~', tone: 'warning' },
  delete: { kind: 'mark', sign: '-', tone: 'loss' },
} as const;

/** An item for each attribute that comes, changes or goes, and for each that assertions may send where the configuration comes or goes. */
export function attributeItems(change: AttributesChange): readonly Item[] {
  const byKey = groupBy(change.tests, ({ key }) => attributeKey(key));
  const differences = attributeDifferences(change);
  const named = new Set(differences.map(({ key }) => attributeKey(key)));
  const asserted = [...byKey].filter(([key]) => !named.has(key));
  const places = placesOf(change.origins);
  const whole = wholeWords(change);
  const respelled = respelledKeys(change).filter((key) => !named.has(attributeKey(key)));
  return [
    ...(whole === undefined ? [] : [{ mark: [MARKS[change.action]], phrase: say(whole), places, size: 1 }]),
    ...differences.map((each): Item => {
      const mark = [MARKS[actionOf(each)]];
      const tested = testedPhrase(byKey.get(attributeKey(each.key)) ?? []);
      const brief = { mark, phrase: sourcePhrase(each) };
      return { ...brief, notes: tested.length === 0 ? [] : [tested], places, size: 1, brief };
    }),
    ...respelled.map(
      (key): Item => ({ mark: [MARKS.update], phrase: phrase`${key}, only spelled otherwise`, places, size: 1 }),
    ),
    ...asserted.map(
      ([, tests]): Item => ({
        mark: [MARKS[change.action]],
        phrase: phrase`${tests[0]!.key} ${say('of SAML assertions')}`,
        notes: [testedPhrase(tests)],
        places,
        size: 1,
      }),
    ),
  ];
}

function sourcePhrase({ key, before, after }: AttributeDifference): Phrase {
  if (before === undefined) return phrase`${key} from ${after ?? ''}`;
  return after === undefined ? phrase`${key}, it was from ${before}` : phrase`${key} from ${before} to ${after}`;
}
