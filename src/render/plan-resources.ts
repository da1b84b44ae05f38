// What other targets than Identity Center need beside assignments, in words. Names are from outside.
import { differingFields } from '../definition/definition.ts';
import { type Names, namedAccount } from '../holdings/names.ts';
import { dateOf, instantOf, NEVER } from '../instant.ts';
import { optional } from '../optional.ts';
import type { ResourceChange } from '../plan/change.ts';
import { isMetadata, readMetadata, type SamlMetadata } from '../saml/metadata.ts';
import { requiresAssignment } from '../state/applications.ts';
import { canonicalJson } from '../state/digest.ts';
import { permissionSetOfRole, providerIn, roleIn } from '../state/saml-roles.ts';
import { permissionSetAddress, type Resource, type ResourceReference } from '../state/state.ts';
import { resourceWords } from '../targets/words.ts';
import { accountPhrase } from './accounts.ts';
import { fieldBlocks } from './definition-blocks.ts';
import type { Block, CodeLine } from './document.ts';
import { joined, listed, type Phrase, phrase, say } from './phrase.ts';
import { policyDiff } from './policy-diff.ts';

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
  if (resource.kind === 'provider') return providerNotes(action, { before, after });
  const required = requiresAssignment(after);
  if (required !== undefined)
    return [say(required ? 'only who is assigned may use it' : 'everybody in the directory may use it')];
  if (resource.kind !== 'role') return [];
  const { lastUsed } = before ?? {};
  const used = lastUsed === undefined ? [] : [say(`last used on ${dateOf(instantOf(lastUsed))}`)];
  const others = before === undefined ? [] : (roleIn(before).otherInlinePolicies ?? []);
  const who = grantedTo.map(({ type, name }) => phrase`${say(type)} ${name}`);
  return [
    ...(who.length === 0 ? [] : [phrase`${say('granted to')} ${someOf(who)}`]),
    ...(action === 'delete' ? [say('whoever is assigned to it in Entra loses it'), ...used] : []),
    ...(trustLines({ before, after }).length > 0
      ? [say('who may take it changes: its trust policy is another one')]
      : []),
    ...(action === 'delete' || others.length === 0
      ? []
      : [
          phrase`${say('takes away the inline ' + (others.length === 1 ? 'policy' : 'policies'))} ${listed(others, 5)}`,
        ]),
  ];
}

interface Sides {
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

/**
 * Public keys alone are in it. An issuer is a name that anybody can write, and whoever has the key of a certificate signs in as anybody: so certificates are told by
 * the thumbprint that Entra shows, and those that come and go.
 */
function providerNotes(action: ResourceChange['action'], { before, after }: Sides): readonly Phrase[] {
  const [old, now] = [metadataIn(before), metadataIn(after)];
  if (now === undefined) return [];
  const thumbprints = thumbprintsOf(now);
  const gone = old === undefined ? [] : thumbprintsOf(old).filter((each) => !thumbprints.includes(each));
  const ends = now.validUntil === NEVER ? '' : `, good until ${dateOf(now.validUntil)}`;
  const certificates = thumbprints.length === 1 ? 'certificate' : 'certificates';
  const trusts = say(action === 'create' ? 'trusts' : 'from now on trusts');
  return [
    phrase`${trusts} ${now.issuer} by ${say(certificates)} ${listed(thumbprints, MOST_CERTIFICATES)}${say(ends)}`,
    ...(old === undefined || old.issuer === now.issuer ? [] : [phrase`no longer trusts ${old.issuer}`]),
    ...(gone.length === 0 ? [] : [phrase`no longer by ${listed(gone, MOST_CERTIFICATES)}`]),
  ];
}

/** Entra signs by one, and has a second one beside it in a renewal. */
const MOST_CERTIFICATES = 4;

function metadataIn(resource: Resource | undefined): SamlMetadata | undefined {
  const read = resource && readMetadata(providerIn(resource).metadata);
  return read !== undefined && isMetadata(read) ? read : undefined;
}

const thumbprintsOf = ({ certificates }: SamlMetadata): readonly string[] =>
  certificates.map(({ thumbprint }) => thumbprint);

/** None where the trust policy stays, or comes or goes with its role: then it follows from the target. */
function trustLines({ before, after }: Sides): readonly CodeLine[] {
  if (before === undefined || after === undefined) return [];
  const [old, now] = [roleIn(before).trust, roleIn(after).trust];
  return canonicalJson(old) === canonicalJson(now) ? [] : policyDiff(old, now);
}

/** What a role allows, or what changes of that. */
export function resourceBlocks({ action, before, after }: ResourceChange): readonly Block[] {
  const [old, now] = [permissionSetOfRole(before), permissionSetOfRole(after)];
  const named = now ?? old;
  if (named === undefined || action === 'delete') return [];
  const fields = old && now ? differingFields(old, now) : [];
  const trust = trustLines({ before, after });
  const definition = fieldBlocks({
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
  const code: Block & { kind: 'code' } = { kind: 'code', language: 'diff', lines: trust };
  return [
    ...definition,
    ...(trust.length === 0
      ? []
      : [{ kind: 'facts', colons: true, rows: [{ label: say('trust policy'), code }] } as const]),
  ];
}
