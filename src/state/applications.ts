// Applications of an Identity Center: what people sign in to beside accounts. What exists is others' business; who is assigned to it may be ours.
//
// Terms. An application is known by its ARN, and people know it by a name that whoever owns it writes and that others may have as well. What a plan calls
// it, and what addresses are made of, is its *label*: the name, where nobody can mistake it, and else the name with the id.
import {
  type AccountId,
  accountId,
  type Address,
  type PermissionSetName,
  type Resource,
  resourceAddress,
} from './state.ts';

/** As ListApplications tells it. */
export interface Application {
  readonly arn: string;
  /** Up to 100 characters of any kind. */
  readonly name: string;
}

/** How files say which application they mean: `name` with case, as it is. */
export type ApplicationReference = { readonly by: 'name' | 'arn'; readonly text: string };

// ApplicationArn of the Identity Center API, without the characters that no ARN has been seen with.
const ARN =
  /^arn:aws(?:-[a-z]{1,5}){0,3}:sso::(\d{12}):application\/((?:sso)?ins-[a-zA-Z0-9-.]{16})\/(apl-[a-zA-Z0-9]{16})$/;

export const isApplicationArn = (text: string): boolean => ARN.test(text);

/** Of whose applications it is one: the last part of the instance's ARN. INVARIANT: an ARN of an application. */
export const instanceIdOf = (arn: string): string => partsOf(arn)[1];

/** `apl-…`. INVARIANT: an ARN of an application. */
const idOf = (arn: string): string => partsOf(arn)[2];

/** The account that the application belongs to. INVARIANT: an ARN of an application. */
export const accountOfApplication = (arn: string): AccountId => accountId(partsOf(arn)[0]);

function partsOf(arn: string): readonly [string, string, string] {
  const [, account = '', instance = '', id = ''] = ARN.exec(arn) ?? [];
  return [account, instance, id];
}

export const isReferredTo = ({ arn, name }: Application, { by, text }: ApplicationReference): boolean =>
  (by === 'arn' ? arn : name) === text;

const PREFIX = 'application/';

/** What assignments to the application have in place of a permission set. */
export const assignedName = (label: string): PermissionSetName => `${PREFIX}${label}`;

/** INVARIANT: `name` is of an application (`targetOf`). */
export const labelOf = (name: PermissionSetName): string => name.slice(PREFIX.length);

/** Letters and digits of English, and what stands between them: no slash, for addresses are made of it. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9 ._&()+,:@'-]*$/;
/** What a name must not have, for it could be taken for the label of another. */
const ID = /apl-/i;
/** CreateApplication takes no longer names: a longer one is no name. */
const LONGEST = 100;
const VISIBLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u;

/** By ARN; of all that the instance has, for whether a name is enough depends on the others. */
export function labelsOf(applications: readonly Application[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { name } of applications) counts.set(folded(name), (counts.get(folded(name)) ?? 0) + 1);
  return new Map(
    applications.map(({ arn, name }) => {
      const isAlone = counts.get(folded(name)) === 1;
      return [arn, isAlone && isPlain(name) ? name : withId(name, idOf(arn))];
    }),
  );
}

const isPlain = (name: string): boolean =>
  PLAIN.test(name) && name.trim() === name && !ID.test(name) && name.length <= LONGEST;

/** Two names that differ by less are taken for one. */
const folded = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/** What a key of the files may be, for it stands in addresses of what cannot be found: at most 100 characters that everybody sees, and no slash. */
export const isApplicationKey = (text: string): boolean =>
  VISIBLE.test(text) && !text.includes('/') && text.length <= LONGEST;

const withId = (name: string, id: string): string =>
  isApplicationKey(name) && !ID.test(name) ? `${name.trim()} (${id})` : id;

/** Whether everybody in the directory may use the application, or only who is assigned to it (PutApplicationAssignmentConfiguration). */
export interface ApplicationSettings {
  readonly label: string;
  readonly account: AccountId;
  readonly assignmentRequired: boolean;
}

export const settingsResource = ({ label, account, assignmentRequired }: ApplicationSettings): Resource => ({
  target: 'applications',
  kind: 'application',
  name: label,
  account,
  definition: { assignmentRequired },
});

export const settingsAddress = (label: string, account: AccountId): Address =>
  resourceAddress({ target: 'applications', kind: 'application', name: label, account });

/** Undefined of what is no such resource. */
export function requiresAssignment(resource: Resource | undefined): boolean | undefined {
  if (resource?.target !== 'applications') return undefined;
  return resource.definition.assignmentRequired === true;
}
