// The fields of a permission set, in one table: how each is named, compared, written, shown, declared, and what an edit of it may mean.
//
// Whoever needs to know the fields asks this table, and no list of them stands anywhere else. A field that is added to `PermissionSet` does not
// compile until the table says all of it, and until files and live are asked for it (`EveryField`). A plain attribute then works everywhere;
// what has calls of its own is written by provider/aws/definition-steps.ts, which a property holds to the table.
import { compareText } from '../compare-text.ts';
import { canonicalPolicy } from '../policy/language/index.ts';
import { canonicalDuration, durationSeconds } from '../state/duration.ts';
import type { CustomerManagedPolicy, PermissionSet, PermissionsBoundary, Policy } from '../state/state.ts';

/** The parts of a definition that an update may touch. `owner`: taking over a set without an owner. A rename is another set. */
export type Field = Exclude<keyof PermissionSet, 'name'>;

/** Whether a change lets anyone do more than before. `unknown`: not decided, to be read as the worst. */
export type Risk = 'broadens' | 'narrows' | 'neutral' | 'unknown';

/** A part of a list: what it is, for comparison, and how people read it. */
export interface Member {
  readonly identity: unknown;
  readonly text: string;
}

interface FieldRules<Value> {
  /** As people read it. */
  readonly label: string;
  /** The one form of what is equal. Idempotent. */
  readonly canonical: (value: Value) => Value;
  /** Two canonical values are equal where these are, as canonical JSON. */
  readonly comparable: (value: Value) => unknown;
  /**
   * Whether ProvisionPermissionSet copies it into the roles in accounts, so that an edit leaves them outdated. Of the description AWS documents
   * nothing: it is taken to be copied, for a provisioning too many changes nothing, and one too few is never made up for.
   */
  readonly copiedIntoRoles: boolean;
  readonly written:
    | { readonly by: 'CreatePermissionSet and UpdatePermissionSet'; readonly as: string }
    /** The owner is a tag of its own (`access:owner`). */
    | { readonly by: 'CreatePermissionSet and TagResource' }
    /** Only after the set exists (provider/aws/definition-steps.ts). */
    | { readonly by: 'calls of its own' };
  readonly shown:
    | { readonly as: 'value'; readonly text: (value: Value) => string }
    /** Members come and go one at a time: what broke off half way holds some of both ends. */
    | { readonly as: 'list'; readonly members: (value: Value) => readonly Member[] }
    | { readonly as: 'policy'; readonly policy: (value: Value) => Policy };
  /** What an edit lets anyone do. */
  readonly risk:
    | { readonly kind: 'none' }
    /** Decided by this field alone. */
    | { readonly kind: 'own'; readonly of: (before: Value | undefined, after: Value | undefined) => Risk }
    /** Decided by the policies of the set together; `unjudged`: where nobody knows what they mean. */
    | { readonly kind: 'access'; readonly unjudged: (before: Value | undefined, after: Value | undefined) => Risk };
  /** As it is written in the files, as JSON data. Undefined: files do not say it, or need not, for it is what they mean without it. */
  readonly declared: (value: Value) => unknown;
}

type FieldTable = { readonly [Name in Field]-?: FieldRules<NonNullable<PermissionSet[Name]>> };

const asItIs = <Value>(value: Value): Value => value;
const withoutRisk = { kind: 'none' } as const;
const unknownAccess = { kind: 'access', unjudged: (): Risk => 'unknown' } as const;
const ofItsOwn = { by: 'calls of its own' } as const;
const attribute = <Name extends string>(as: Name) =>
  ({ by: 'CreatePermissionSet and UpdatePermissionSet', as }) as const;

/** In the order in which a reviewer wants them: what it may do first, labels last. */
export const FIELDS = {
  managedPolicies: {
    label: 'AWS managed policies',
    canonical: (policies) => [...new Set(policies)].sort(compareText),
    comparable: asItIs,
    copiedIntoRoles: true,
    written: ofItsOwn,
    shown: { as: 'list', members: (policies) => policies.map((policy) => ({ identity: policy, text: policy })) },
    risk: unknownAccess,
    declared: unlessEmpty,
  },
  customerManagedPolicies: {
    label: 'customer managed policies',
    canonical: sortedReferences,
    comparable: asItIs,
    copiedIntoRoles: true,
    written: ofItsOwn,
    shown: {
      as: 'list',
      members: (policies) => policies.map((policy) => ({ identity: policy, text: policy.path + policy.name })),
    },
    risk: unknownAccess,
    declared: (policies) => unlessEmpty(policies.map(declaredReference)),
  },
  inlinePolicy: {
    label: 'inline policy',
    canonical: asItIs,
    comparable: (policy) => (policy.kind === 'document' ? canonicalPolicy(policy.document) : policy),
    copiedIntoRoles: true,
    written: ofItsOwn,
    shown: { as: 'policy', policy: asItIs },
    risk: unknownAccess,
    // Text that is no JSON object cannot be written in a file, and no file means it.
    declared: (policy) => (policy.kind === 'document' ? policy.document : undefined),
  },
  permissionsBoundary: {
    label: 'permissions boundary',
    canonical: asItIs,
    comparable: asItIs,
    copiedIntoRoles: true,
    written: ofItsOwn,
    shown: { as: 'value', text: boundaryText },
    risk: {
      kind: 'access',
      // A boundary only ever takes away: what is allowed is what policies and boundary both allow.
      unjudged: (before, after) =>
        before === undefined ? 'narrows' : after === undefined ? 'broadens' : ('unknown' as Risk),
    },
    declared: (boundary) =>
      boundary.kind === 'aws-managed'
        ? { managedPolicy: boundary.policy }
        : { customerManagedPolicy: declaredReference(boundary.policy) },
  },
  sessionDuration: {
    label: 'session duration',
    canonical: (text) => {
      const seconds = durationSeconds(text);
      return seconds === undefined ? text : canonicalDuration(seconds);
    },
    comparable: asItIs,
    copiedIntoRoles: true,
    written: attribute('SessionDuration'),
    shown: { as: 'value', text: asItIs },
    risk: { kind: 'own', of: (before, after) => (secondsOf(after) > secondsOf(before) ? 'broadens' : 'narrows') },
    // CreatePermissionSet gives one hour when SessionDuration is absent, and so do files.
    declared: (text) => (text === 'PT1H' ? undefined : text),
  },
  relayState: {
    label: 'relay state',
    canonical: asItIs,
    comparable: asItIs,
    copiedIntoRoles: true,
    written: attribute('RelayState'),
    shown: { as: 'value', text: asItIs },
    risk: withoutRisk,
    declared: asItIs,
  },
  description: {
    label: 'description',
    canonical: asItIs,
    comparable: asItIs,
    copiedIntoRoles: true,
    written: attribute('Description'),
    shown: { as: 'value', text: asItIs },
    risk: withoutRisk,
    declared: asItIs,
  },
  tags: {
    label: 'tags',
    canonical: (tags) => Object.fromEntries(Object.entries(tags).sort(([a], [b]) => compareText(a, b))),
    comparable: asItIs,
    copiedIntoRoles: false,
    written: { by: 'CreatePermissionSet and TagResource' },
    shown: {
      as: 'list',
      members: (tags) =>
        Object.entries(tags).map(([key, value]) => ({ identity: [key, value], text: `${key}=${value}` })),
    },
    risk: withoutRisk,
    declared: asItIs,
  },
  owner: {
    label: 'owner',
    canonical: asItIs,
    comparable: asItIs,
    copiedIntoRoles: false,
    written: { by: 'CreatePermissionSet and TagResource' },
    shown: { as: 'value', text: asItIs },
    risk: withoutRisk,
    // Of all sets of a folder, in its settings.
    declared: () => undefined,
  },
} as const satisfies FieldTable;

type Table = typeof FIELDS;
type FieldsWhere<Key extends keyof FieldRules<never>, Rule> = {
  [Name in Field]: Table[Name][Key] extends Rule ? Name : never;
}[Field];

/** Plain values that DescribePermissionSet gives and UpdatePermissionSet takes. */
export type AttributeField = FieldsWhere<'written', { by: 'CreatePermissionSet and UpdatePermissionSet' }>;
/** What the API calls it. */
export type AttributeMember = Table[AttributeField]['written']['as'];
/** What decides together which requests the set allows. */
export type AccessField = FieldsWhere<'risk', { kind: 'access' }>;

/** All fields by name, those that a set does not have as undefined: what is made of this forgets none. */
export type EveryField = { readonly [Name in Field]-?: PermissionSet[Name] | undefined } & Pick<
  PermissionSet,
  'sessionDuration' | 'managedPolicies' | 'customerManagedPolicies'
>;

/** As in the table. */
export const FIELD_NAMES = Object.keys(FIELDS) as readonly Field[];
export const ATTRIBUTES = FIELD_NAMES.filter(isAttribute);
export const ACCESS_FIELDS = FIELD_NAMES.filter(isOfAccess);

/** What the table says of a field. Its functions take the values of that field only: hand them none of another. */
export function rulesOf(field: Field): FieldRules<unknown> {
  return FIELDS[field] as unknown as FieldRules<unknown>;
}

function isAttribute(field: Field): field is AttributeField {
  return FIELDS[field].written.by === 'CreatePermissionSet and UpdatePermissionSet';
}

export function isOfAccess(field: Field): field is AccessField {
  return FIELDS[field].risk.kind === 'access';
}

/** Whether an edit of these leaves the roles in accounts behind until the next ProvisionPermissionSet. */
export function outdatesRoles(fields: readonly Field[]): boolean {
  return fields.some((field) => FIELDS[field].copiedIntoRoles);
}

function unlessEmpty<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

/** By path and then by name; unique. */
function sortedReferences(policies: readonly CustomerManagedPolicy[]): readonly CustomerManagedPolicy[] {
  const unique = new Map(policies.map((policy) => [JSON.stringify([policy.path, policy.name]), policy]));
  return [...unique.values()].sort((a, b) => compareText(a.path, b.path) || compareText(a.name, b.name));
}

function declaredReference({ name, path }: CustomerManagedPolicy) {
  return path === '/' ? { name } : { name, path };
}

function boundaryText(boundary: PermissionsBoundary): string {
  switch (boundary.kind) {
    case 'aws-managed':
      return `AWS managed ${boundary.policy}`;
    case 'customer-managed':
      return `customer managed ${boundary.policy.path}${boundary.policy.name}`;
    default:
      return boundary satisfies never;
  }
}

/** INVARIANT: both sides of a diff have a session duration that can be read. */
function secondsOf(text: string | undefined): number {
  return durationSeconds(text ?? '')!;
}
