// What must be read live, computed from the declarations alone: nothing is fetched that no line of the files asks for.
import type { Declarations, Selector, SelectorItem } from '../config/declarations.ts';
import type { ApplicationReference } from '../state/applications.ts';
import type { DirectoryNeeds } from '../state/directory.ts';
import type { Scope } from '../state/live.ts';
import type { OtherTarget } from '../state/state.ts';
import { selectorsInGuardrails } from './guardrails.ts';
import { renamesOf } from './state.ts';

/**
 * What a selector of each kind asks of the organisation beyond the ids, names and states of its accounts. A kind that says less here than it looks at
 * finds it unread, and selects nothing but a finding (accounts.ts).
 */
export const NEEDED: {
  readonly [Kind in Selector['kind']]: readonly Exclude<keyof DirectoryNeeds, 'users' | 'applications'>[];
} = {
  name: [],
  id: [],
  glob: [],
  'organizational-unit': ['organizationalUnits'],
  tag: ['accountTags'],
  all: [],
  // Of what they are made of.
  set: [],
  intersect: [],
};

/** Of several versions of the files, what any of them needs. */
export function needsOf(...versions: readonly Declarations[]): DirectoryNeeds {
  const lists = versions.flatMap((declarations) => [
    ...[...declarations.accountSets.values()].flatMap(({ include, except }) => [...include, ...except]),
    ...declarations.grants.flatMap(({ accounts, except }) => [...accounts, ...except]),
    ...selectorsInGuardrails(declarations),
    ...(declarations.settings.targets ?? []).flatMap(({ accounts, retired }) => [...accounts, ...retired]),
  ]);
  const needed = new Set(lists.flatMap(selectorsOf).flatMap(({ kind }) => NEEDED[kind]));
  return {
    organizationalUnits: needed.has('organizationalUnits'),
    accountTags: needed.has('accountTags'),
    ...(versions.some(declaresUsers) ? { users: true } : {}),
    ...(versions.some(({ applications }) => applications.size > 0) ? { applications: true } : {}),
  };
}

/** Whether anybody is granted to without a group. */
export const declaresUsers = ({ groups }: Declarations): boolean =>
  [...groups.values()].some(({ kind }) => kind === 'user');

function selectorsOf({ selector }: SelectorItem): readonly Selector[] {
  return selector.kind === 'intersect' ? selector.of.flatMap(selectorsOf) : [selector];
}

export function scopeOf(
  declarations: Declarations,
  { audit, owner }: { readonly audit: boolean; readonly owner: string },
): Scope {
  const { unmanaged, accessControlAttributes, accountAccess } = declarations.settings;
  const targets: readonly OtherTarget[] = accountAccess === undefined ? [] : ['account-access'];
  return {
    permissionSets: [...declarations.permissionSets.keys()].sort(),
    renamedFrom: [...new Set(renamesOf(declarations).values())].sort(),
    owner,
    audit,
    // Of what is granted to users it must be known whether it is there.
    users: unmanaged.userAssignments === 'delete' || declaresUsers(declarations),
    ...(accessControlAttributes === undefined ? {} : { accessControl: true }),
    ...(targets.length === 0 ? {} : { targets }),
    ...applicationScope({ targets }, applicationsOf(declarations)),
  };
}

/** Of several versions of the files, what any of them declares. */
export function applicationsOf(...versions: readonly Declarations[]): readonly ApplicationReference[] {
  const references = versions.flatMap(({ applications }) =>
    [...applications.values()].map(({ reference: { by, value: text } }): ApplicationReference => ({ by, text })),
  );
  return [
    ...new Map(references.map((reference) => [JSON.stringify([reference.by, reference.text]), reference])).values(),
  ];
}

/** Nothing is asked of applications where there is none. */
export function applicationScope(
  { targets = [] }: Pick<Scope, 'targets'>,
  applications: readonly ApplicationReference[],
): Pick<Scope, 'targets' | 'applications'> {
  return applications.length === 0
    ? {}
    : { targets: [...new Set([...targets, 'applications' as const])], applications };
}
