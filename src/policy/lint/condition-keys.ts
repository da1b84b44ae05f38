// The condition keys of a statement: whether they exist, whether its actions have them, and whether operator and key are of one kind.
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { diagnose } from '../../diagnostics/rules.ts';
import { nearest } from '../../diagnostics/suggest.ts';
import type { ActionIndex, ConditionKey, ConditionKeyType } from '../action-index.ts';
import { expandActions } from '../actions.ts';
import type { BaseOperator, ConditionEntry, Statement, Word } from '../document.ts';
import { isKey, keysWith, knownKey, prefixOf } from './known-keys.ts';
import type { Subject } from './lint.ts';
import { misspelled, misspelledPrefix } from './misspelling.ts';
import { at } from './place.ts';
import { variableKeys } from './variables.ts';

export function conditionKeyFindings(statement: Statement, { index }: Subject): readonly Diagnostic[] {
  const supported = supportedKeys(statement, index);
  return statement.conditions
    .flatMap((entry) => [
      ...keyFindings(entry, supported, index),
      ...entry.values.flatMap((value) =>
        variableKeys(value.text).flatMap((text) => unknownKeyFindings({ ...value, text }, index)),
      ),
    ])
    .concat(
      statement.resource.patterns.flatMap((word) =>
        variableKeys(word.text).flatMap((text) => unknownKeyFindings({ ...word, text }, index)),
      ),
    );
}

function keyFindings(entry: ConditionEntry, supported: Supports, index: ActionIndex): readonly Diagnostic[] {
  const { key, operator } = entry;
  if (key.text.includes('${')) return [];
  if (!/^[^\s:]+:[^\s]+$/.test(key.text)) return [diagnose('policy/condition-key-form', { key: key.text }, at(key))];
  const known = knownKey(key.text, index);
  if (known === undefined) return unknownKeyFindings(key, index);
  if (!supported(key.text)) return [diagnose('policy/unsupported-condition-key', { key: key.text }, at(key))];
  const { base } = operator;
  if (base === undefined || fits(base, known.type)) return [];
  const facts = { key: key.text, operator: operator.word.text, type: TYPES[known.type] };
  return [diagnose('policy/condition-type', facts, at(operator.word))];
}

/** Keys of identity providers (`accounts.google.com:aud`, `saml:sub`) belong to no service; whoever writes one knows. */
function unknownKeyFindings(word: Word, index: ActionIndex): readonly Diagnostic[] {
  const { text } = word;
  const prefix = prefixOf(text);
  if (knownKey(text, index) !== undefined || prefix.includes('.') || PROVIDERS.has(prefix)) return [];
  const own = keysWith(prefix, index);
  const meant = own === undefined ? otherPrefixes(text, index) : otherNames(text, own, misspelled);
  if (meant.length > 0) return [diagnose('policy/misspelled-condition-key', { text, nearest: meant }, at(word))];
  const near = own === undefined ? [] : otherNames(text, own, nearest);
  return [diagnose('policy/unknown-condition-key', { text, date: index.provenance.date, nearest: near }, at(word))];
}

/** Keys that come with the session of an identity provider. */
const PROVIDERS = new Set(['saml', 'oidc', 'ldap']);

function otherPrefixes(text: string, index: ActionIndex): readonly string[] {
  const prefix = prefixOf(text);
  const meant = [...misspelledPrefix(prefix, index.services), ...misspelled(prefix, [...index.services, 'aws'])];
  // That the other prefix has just this key leaves no doubt, however short it is.
  const known = [...new Set(meant)].map((other) => `${other}${text.slice(prefix.length)}`);
  return known.filter((key) => knownKey(key, index) !== undefined);
}

type Likeness = (written: string, known: readonly string[]) => readonly string[];

/** The name alone is compared: what stands behind a `/` is people's choice. */
function otherNames(text: string, own: readonly ConditionKey[], alike: Likeness): readonly string[] {
  const colon = text.indexOf(':') + 1;
  const slash = text.indexOf('/');
  const name = slash < 0 ? text.slice(colon) : text.slice(colon, slash);
  const names = [...new Set(own.map(({ key }) => key.slice(colon).replace(/\/.*$/, '')))];
  return alike(name, names)
    .filter((other) => other.toLowerCase() !== name.toLowerCase())
    .map((other) => `${text.slice(0, colon)}${other}${slash < 0 ? '' : text.slice(slash)}`);
}

type Supports = (key: string) => boolean;

/** Global keys come with every request, but for those about tags; of the others, those that an action or one of its resources has. */
function supportedKeys({ action, conditions }: Statement, index: ActionIndex): Supports {
  const anything: Supports = () => true;
  if (conditions.length === 0 || action.negated) return anything;
  if (action.patterns.some(({ text }) => /^[*?]/.test(text))) return anything;
  const expanded = action.patterns.map(({ text }) => expandActions(text, index));
  if (expanded.some((names) => names.length === 0)) return anything;
  const listed = new Set(
    expanded.flat().flatMap((name) => {
      const { conditionKeys, resourceTypes } = index.action(name)!;
      return [conditionKeys, ...resourceTypes.map(({ type }) => type.conditionKeys)].flat();
    }),
  );
  for (const { key } of index.globalConditionKeys) if (!ABOUT_TAGS.test(key)) listed.add(key);
  return (key) => [...listed].some((other) => isKey(other, key));
}

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

/** Texts compare with nearly everything: only for addresses and dates there is more than one way to write the same. */
function fits(base: BaseOperator, type: ConditionKeyType): boolean {
  if (base === 'Null') return true;
  if (base.startsWith('String')) return type !== 'IPAddress' && type !== 'Date';
  if (base.startsWith('Numeric')) return type === 'Numeric' || type === 'Date';
  if (base.startsWith('Date')) return type === 'Date' || type === 'Numeric';
  if (base === 'Bool') return type === 'Bool' || type === 'ArrayOfBool';
  if (base === 'BinaryEquals') return type === 'Binary';
  if (base.endsWith('IpAddress')) return type === 'IPAddress';
  // What the index calls a text may well be an ARN.
  return /ARN|String/.test(type);
}
