// Numbers, lists and characters as rules say them.
import { codePointName, UNSEEN } from '../names/characters.ts';
import { difference, likeness } from '../names/look-alike.ts';

/** `1 account`, `3 accounts`, `3 policies`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : pluralOf(noun)}`;
}

const pluralOf = (noun: string): string => (noun === 'person' ? 'people' : `${noun.replace(/([^aeiou])y$/, '$1ie')}s`);

/** A character for a message: itself where it can be seen, `U+00A0` where not. */
export function characterText(character: string): string {
  return /[\p{Z}\p{C}\p{M}]/u.test(character) ? codePointName(character) : character;
}

/** What makes one name another, for a reader who sees no difference: `it has U+0430 where the other has U+0061`. */
export function differenceText(name: string, other: string): string {
  if (name === other) return 'they are equal';
  if (name.toLowerCase() === other.toLowerCase()) return 'they differ only in case';
  const { here, there } = difference(name, other);
  if (there === '') return `it has ${here} in addition`;
  return here === '' ? `it lacks ${there}` : `it has ${here} where the other has ${there}`;
}

const ODD = new RegExp(`(?! )[\\p{C}\\p{Z}${UNSEEN}]`, 'gu');

/** Text as a YAML value that reads as exactly this. */
export function yamlText(text: string): string {
  const isPlain = /^[\p{L}][\p{L}\p{M}\p{N}_.()&+@/-]*(?: [\p{L}\p{M}\p{N}_.()&+@/-]+)*$/u.test(text);
  if (isPlain && !/^(?:true|false|null)$/i.test(text)) return text;
  return JSON.stringify(text).replace(ODD, (character) => {
    const hex = character.codePointAt(0)!.toString(16).toUpperCase();
    return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
  });
}

/** `account \`a\``, `3 accounts: \`a\`, \`b\`, \`c\``; from the eleventh name on only their number. */
export function listed(names: readonly string[], noun: string): string {
  if (names.length === 1) return `${noun} \`${names[0]}\``;
  const shown = names.slice(0, 10).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  return `${counted(names.length, noun)} (${shown.join(', ')}${rest > 0 ? `, and ${rest} more` : ''})`;
}

/** What an assignment is of: names of roles have a `/` (`role/ops/legacy-admin`), those of permission sets never (CreatePermissionSet). */
export const assignedNoun = (name: string): 'permission set' | 'role' =>
  name.includes('/') ? 'role' : 'permission set';

/** `permission set Admin`, `role/ops/legacy-admin`. */
export const assignedText = (name: string): string => (assignedNoun(name) === 'role' ? name : `permission set ${name}`);

/** `permission set \`Admin\` and 2 roles (\`role/a\`, \`role/b\`)`. `kind`: what stands before the noun of permission sets. */
export function listedAssigned(names: readonly string[], kind = ''): string {
  const isRole = (name: string) => assignedNoun(name) === 'role';
  const [sets, roles] = [names.filter((name) => !isRole(name)), names.filter(isRole)];
  const noun = kind === '' ? 'permission set' : `${kind} permission set`;
  return [
    ...(sets.length > 0 || roles.length === 0 ? [listed(sets, noun)] : []),
    ...(roles.length === 0 ? [] : [listed(roles, 'role')]),
  ].join(' and ');
}

/** `3 permission sets and 1 role`. */
export function countedAssigned(names: readonly string[]): string {
  const roles = names.filter((name) => assignedNoun(name) === 'role').length;
  const sets = names.length - roles;
  return [
    ...(sets > 0 || roles === 0 ? [counted(sets, 'permission set')] : []),
    ...(roles === 0 ? [] : [counted(roles, 'role')]),
  ].join(' and ');
}

/** What the requests of an action must be about, for an escalation path to be one. */
export interface ConditionFacts {
  readonly action: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A condition that closes the paths: one on their own values does not. Undefined: there is no one of a few words. */
export function closingCondition(conditions: readonly ConditionFacts[]): string | undefined {
  const keys = new Set(conditions.map(({ key }) => key));
  const values = [...new Set(conditions.flatMap((condition) => condition.values))];
  if (keys.size !== 1 || values.length > MOST_OF_CONDITION) return undefined;
  return `limit \`${[...keys][0]}\` to values other than ${values.map((value) => `\`${value}\``).join(', ')}`;
}

const MOST_OF_CONDITION = 4;

export type NearAdministratorFacts =
  | { readonly kind: 'all-but'; readonly services: readonly string[] }
  | {
      readonly kind: 'one-step';
      readonly id: string;
      readonly title: string;
      readonly conditions: readonly ConditionFacts[];
    }
  | { readonly kind: 'rewritable-boundary'; readonly boundary: string };

/** `gives near-administrator access: all but service \`iam\``. */
export function nearAdministrator(near: NearAdministratorFacts): string {
  const what = 'gives near-administrator access';
  switch (near.kind) {
    case 'all-but':
      return near.services.length === 0
        ? `${what}: everything, under conditions`
        : `${what}: all but ${listed(near.services, 'service')}`;
    case 'one-step':
      return `${what}, one step away: \`${near.id}\` (${near.title})`;
    case 'rewritable-boundary':
      return `${what}: its policies allow to rewrite its permissions boundary \`${near.boundary}\``;
    default:
      return near satisfies never;
  }
}

export function nearAdministratorHint(near: NearAdministratorFacts): string {
  switch (near.kind) {
    case 'all-but':
      return 'name the services that are needed';
    case 'one-step':
      return `limit its resources, or ${closingCondition(near.conditions) ?? 'add a condition'}; or give administrator access in so many words`;
    case 'rewritable-boundary':
      return `deny \`iam:CreatePolicyVersion\` on \`arn:aws:iam::*:${near.boundary}\` in the inline policy, or silence this where the boundary does`;
    default:
      return near satisfies never;
  }
}

/** A thing of live. Permission sets have no other id than their name. */
export interface Named {
  readonly name: string;
  readonly id: string;
}

const MOST = 10;

export function someOf(texts: readonly string[]): readonly string[] {
  return texts.length <= MOST ? texts : [...texts.slice(0, MOST), `and ${texts.length - MOST} more`];
}

/** `\`Pickers\` (g-1), \`Pickеrs\` (g-2: it has U+0435 where the other has U+0065)`: those that look like the name. */
export function namesakes(those: readonly Named[], name: string): string {
  return someOf(those.map((each) => `\`${each.name}\`${idText(each, differenceFrom(name, each.name))}`)).join(', ');
}

/** ` (g-1)`; nothing where the id is the name and there is nothing more to say. */
export function idText({ name, id }: Named, more = ''): string {
  const parts = [...(id === name ? [] : [id]), ...(more === '' ? [] : [more])];
  return parts.length === 0 ? '' : ` (${parts.join(': ')})`;
}

function differenceFrom(name: string, other: string): string {
  return name === other || likeness(other, name) === undefined ? '' : differenceText(other, name);
}

/** `\`Pickers\` (g-1), \`Pressers\` (g-2)`; from the eleventh on only their number. */
export const namedWithIds = (those: readonly Named[]): string =>
  someOf(those.map((each) => `\`${each.name}\`${idText(each)}`)).join(', ');
