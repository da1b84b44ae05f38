// The condition keys of a statement: whether they exist, whether its actions have them, and whether operator and key are of one kind.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { memoizeByIdentity } from '../../memoize.ts';
import {
  type Action,
  type ActionIndex,
  type ConditionKey,
  type ConditionKeyType,
  expandActions,
} from '../catalogue/index.ts';
import type { BaseOperator, ConditionEntry, Statement, Word } from '../language/index.ts';
import { type KnownKey, keysWith, keyTest, knownKey, prefixOf } from './known-keys.ts';
import { misspelled, misspelledPrefix } from './misspelling.ts';
import { at } from './place.ts';
import type { Subject } from './subject.ts';
import { variableKeys } from './variables.ts';

type Knowledge = Pick<Subject, 'index' | 'suggest'>;

export function conditionKeyFindings(statement: Statement, known: Knowledge): readonly Diagnostic[] {
  const supported = supportedKeys(statement, known.index);
  return statement.conditions
    .flatMap((entry) => [
      ...keyFindings(entry, supported, known),
      ...entry.values.flatMap((value) =>
        variableKeys(value.text).flatMap((text) => unknownKeyFindings({ ...value, text }, known)),
      ),
    ])
    .concat(
      statement.resource.patterns.flatMap((word) =>
        variableKeys(word.text).flatMap((text) => unknownKeyFindings({ ...word, text }, known)),
      ),
    );
}

function keyFindings(entry: ConditionEntry, supported: Supports, knowledge: Knowledge): readonly Diagnostic[] {
  const { key, operator } = entry;
  if (key.text.includes('${')) return [];
  if (!/^[^\s:]+:[^\s]+$/.test(key.text)) return [diagnose('policy/condition-key-form', { key: key.text }, at(key))];
  const known = knownKey(key.text, knowledge.index);
  if (known === undefined) return unknownKeyFindings(key, knowledge);
  if (!supported(key.text)) return [diagnose('policy/unsupported-condition-key', { key: key.text }, at(key))];
  const { base } = operator;
  if (base === undefined || fits(base, known)) return [];
  const facts = { key: key.text, operator: operator.word.text, type: TYPES[known.type] };
  return [diagnose('policy/condition-type', facts, at(operator.word))];
}

/** Keys of identity providers (`accounts.google.com:aud`, `saml:sub`) belong to no service; whoever writes one knows. */
function unknownKeyFindings(word: Word, { index, suggest }: Knowledge): readonly Diagnostic[] {
  const { text } = word;
  const prefix = prefixOf(text);
  if (knownKey(text, index) !== undefined || prefix.includes('.') || PROVIDERS.has(prefix)) return [];
  const own = keysWith(prefix, index);
  const meant =
    own === undefined
      ? otherPrefixes(text, { index, suggest })
      : otherNames(text, { own, index }, (name, names) => misspelled(name, names, suggest));
  if (meant.length > 0)
    return [
      diagnose('policy/misspelled-condition-key', { text, date: index.provenance.date, nearest: meant }, at(word)),
    ];
  const near = own === undefined ? [] : otherNames(text, { own, index }, suggest);
  return [diagnose('policy/unknown-condition-key', { text, date: index.provenance.date, nearest: near }, at(word))];
}

/** Keys that come with the session of an identity provider. */
const PROVIDERS = new Set(['saml', 'oidc', 'ldap']);

function otherPrefixes(text: string, { index, suggest }: Knowledge): readonly string[] {
  const prefix = prefixOf(text);
  const meant = [
    ...misspelledPrefix(prefix, index.services, suggest),
    ...misspelled(prefix, prefixesIn(index), suggest),
  ];
  // That the other prefix has just this key leaves no doubt, however short it is.
  const known = [...new Set(meant)].map((other) => `${other}${text.slice(prefix.length)}`);
  return known.filter((key) => knownKey(key, index) !== undefined);
}

const prefixesIn = memoizeByIdentity(({ services }: ActionIndex): readonly string[] => [...services, 'aws']);

type Likeness = (written: string, known: readonly string[]) => readonly string[];

interface Listed {
  /** The keys with the same prefix. */
  readonly own: readonly ConditionKey[];
  readonly index: ActionIndex;
}

/** The name alone is compared: what stands behind a `/` is people's choice, of keys that have a choice. `aws:PrincipalArn/crop` is no key. */
function otherNames(text: string, { own, index }: Listed, alike: Likeness): readonly string[] {
  const colon = text.indexOf(':') + 1;
  const slash = text.indexOf('/');
  const name = slash < 0 ? text.slice(colon) : text.slice(colon, slash);
  return alike(name, namesIn(own))
    .filter((other) => other.toLowerCase() !== name.toLowerCase())
    .map((other) => `${text.slice(0, colon)}${other}${slash < 0 ? '' : text.slice(slash)}`)
    .filter((key) => knownKey(key, index) !== undefined);
}

/** Without their common prefix, and what stands behind a `/`. */
const namesIn = memoizeByIdentity((own: readonly ConditionKey[]): readonly string[] => [
  ...new Set(own.map(({ key }) => key.slice(key.indexOf(':') + 1).replace(/\/.*$/, ''))),
]);

type Supports = (key: string) => boolean;

/** Global keys come with every request, but for those about tags; of the others, those that an action or one of its resources has. */
function supportedKeys({ action, conditions }: Statement, index: ActionIndex): Supports {
  const anything: Supports = () => true;
  if (conditions.length === 0 || action.negated) return anything;
  if (action.patterns.some(({ text }) => /^[*?]/.test(text))) return anything;
  const expanded = action.patterns.map(({ text }) => expandActions(text, index));
  if (expanded.some((names) => names.length === 0)) return anything;
  const listed = new Set<string>();
  for (const name of new Set(expanded.flat())) for (const key of keysOf(index.action(name)!)) listed.add(key);
  for (const { key } of index.globalConditionKeys) if (!ABOUT_TAGS.test(key)) listed.add(key);
  return keyTest(listed);
}

/** Of the action and of its resources. */
export const keysOf = memoizeByIdentity(({ conditionKeys, resourceTypes }: Action): readonly string[] => [
  ...new Set([conditionKeys, ...resourceTypes.map(({ type }) => type.conditionKeys)].flat()),
]);

const ABOUT_TAGS = /^aws:(?:RequestTag|ResourceTag|TagKeys)/i;

const TYPES: Readonly<Record<ConditionKeyType, string>> = {
  String: 'a text',
  ARN: 'an ARN',
  Bool: 'true or false',
  Numeric: 'a number',
  Date: 'a date',
  IPAddress: 'an IP address',
  Binary: 'binary data',
  ArrayOfString: 'texts',
  ArrayOfARN: 'ARNs',
  ArrayOfBool: 'flags',
};

/** Only texts compare as texts: flags, numbers, addresses and dates can be written in several ways, and match by chance of spelling. */
function fits(base: BaseOperator, { key, type }: KnownKey): boolean {
  if (base === 'Null') return true;
  if (base.startsWith('String')) return /String|ARN|Binary/.test(type);
  if (base.startsWith('Numeric')) return type === 'Numeric' || type === 'Date';
  if (base.startsWith('Date')) return type === 'Date' || type === 'Numeric';
  if (base === 'Bool') return type === 'Bool' || type === 'ArrayOfBool';
  if (base === 'BinaryEquals') return type === 'Binary';
  if (base.endsWith('IpAddress')) return type === 'IPAddress';
  // What the index calls a text may be an ARN: by its name, or because people choose what a tag holds.
  return type.includes('ARN') || (type.includes('String') && /arns?$|tag\/|encryptioncontext/i.test(key));
}
