// What other targets than Identity Center need beside assignments, in words. Names are from outside.
import { differingFields } from '../definition/definition.ts';
import { type Names, namedAccount } from '../holdings/names.ts';
import { dateOf, instantOf, NEVER } from '../instant.ts';
import { optional } from '../optional.ts';
import type { ResourceChange } from '../plan/change.ts';
import { isMetadata, readMetadata } from '../saml/metadata.ts';
import { requiresAssignment } from '../state/applications.ts';
import { canonicalJson } from '../state/digest.ts';
import { permissionSetOfRole, providerIn, roleIn } from '../state/saml-roles.ts';
import { permissionSetAddress, type Resource, type ResourceReference } from '../state/state.ts';
import { resourceWords } from '../targets/words.ts';
import { accountPhrase } from './accounts.ts';
import { fieldBlocks } from './definition-blocks.ts';
import type { Block } from './document.ts';
import { joined, listed, type Phrase, phrase, say } from './phrase.ts';

/** `account access application`. */
export function resourcePhrase(resource: ResourceReference, names: Names): Phrase {
  const { account, name } = resource;
  const { what, isNamed } = resourceWords(resource);
  const named = isNamed ? phrase`${say(what)} ${name}` : say(what);
  return account === undefined ? named : phrase`${named} in ${accountPhrase(namedAccount(account, names))}`;
}

const MOST_GRANTEES = 5;

function someOf(who: readonly Phrase[]): Phrase {
  const more = who.length - MOST_GRANTEES;
  return [...joined(who.slice(0, MOST_GRANTEES)), ...(more > 0 ? say(` and ${more} more`) : [])];
}

const VERBS = { create: 'created', adopt: 'taken over', update: 'updated', delete: 'deleted' } as const;

/** `account access application is created`. */
export const resourceSentence = ({ action, resource }: ResourceChange, names: Names): Phrase =>
  phrase`${resourcePhrase(resource, names)} ${say(`is ${VERBS[action]}`)}`;

/** What else there is to say of it. */
export function resourceNotes({ action, before, after, resource, grantedTo = [] }: ResourceChange): readonly Phrase[] {
  if (resource.kind === 'provider') return providerNotes(action, after);
  const required = requiresAssignment(after);
  if (required !== undefined)
    return [say(required ? 'only who is assigned may use it' : 'everybody in the directory may use it')];
  if (resource.kind !== 'role') return [];
  const { lastUsed } = before ?? {};
  const used = lastUsed === undefined ? [] : [say(`last used on ${dateOf(instantOf(lastUsed))}`)];
  const isOtherTrust = before && after && canonicalJson(roleIn(before).trust) !== canonicalJson(roleIn(after).trust);
  const others = before === undefined ? [] : (roleIn(before).otherInlinePolicies ?? []);
  const who = grantedTo.map(({ type, name }) => phrase`${say(type)} ${name}`);
  return [
    ...(who.length === 0 ? [] : [phrase`${say('granted to')} ${someOf(who)}`]),
    ...(action === 'delete' ? [say('whoever is assigned to it in Entra loses it'), ...used] : []),
    ...(isOtherTrust === true ? [say('who may take it changes: its trust policy is another one')] : []),
    ...(action === 'delete' || others.length === 0
      ? []
      : [
          phrase`${say('takes away the inline ' + (others.length === 1 ? 'policy' : 'policies'))} ${listed(others, 5)}`,
        ]),
  ];
}

/** Public keys alone are in it. */
function providerNotes(action: ResourceChange['action'], after: Resource | undefined): readonly Phrase[] {
  const read = after && readMetadata(providerIn(after).metadata);
  if (read === undefined || !isMetadata(read)) return [];
  const ends = read.validUntil === NEVER ? '' : `, whose certificates are good until ${dateOf(read.validUntil)}`;
  return [phrase`${say(action === 'create' ? 'trusts' : 'from now on trusts')} ${read.issuer}${say(ends)}`];
}

/** What a role allows, or what changes of that. */
export function resourceBlocks({ action, before, after }: ResourceChange): readonly Block[] {
  const [old, now] = [permissionSetOfRole(before), permissionSetOfRole(after)];
  const named = now ?? old;
  if (named === undefined || action === 'delete') return [];
  const fields = old && now ? differingFields(old, now) : [];
  return fieldBlocks({
    kind: 'permission-set',
    action,
    address: permissionSetAddress(named.name),
    permissionSet: named.name,
    fields,
    risk: 'unknown',
    dependsOn: [],
    origins: [],
    ...optional({ before: old, after: now }),
  });
}
