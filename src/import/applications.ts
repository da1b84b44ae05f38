// Applications in files: those that somebody is assigned to, by their ARN, and grants of them.
import type { Declarations } from '../config/declarations.ts';
import { resolveApplications } from '../resolve/applications.ts';
import { mapping, type YamlEntry } from '../source/edit.ts';
import {
  accountOfApplication,
  assignedName,
  labelOf,
  labelsOf,
  requiresAssignment,
  settingsAddress,
} from '../state/applications.ts';
import type { Directory } from '../state/directory.ts';
import { groupBy } from '../state/group-by.ts';
import type { Live } from '../state/live.ts';
import { type PermissionSetName, targetOf } from '../state/state.ts';
import type { FoldedGrant, NamedAssignment } from './fold-grants.ts';
import { keysFor } from './keys.ts';
import type { Layout } from './layouts.ts';

/** One that was read, with who is assigned. */
export interface ImportedApplication {
  readonly assigned: PermissionSetName;
  readonly arn: string;
  readonly assignmentRequired: boolean;
}

export const isOfApplication = (name: PermissionSetName): boolean => targetOf(name) === 'applications';

/** Those of which everything was read. */
export function applicationsIn({ resources = new Map() }: Live['state'], directory: Directory) {
  const { applications = [] } = directory;
  const labels = labelsOf(applications);
  return applications.flatMap(({ arn }): readonly ImportedApplication[] => {
    const label = labels.get(arn)!;
    const assignmentRequired = requiresAssignment(resources.get(settingsAddress(label, accountOfApplication(arn))));
    return assignmentRequired === undefined ? [] : [{ assigned: assignedName(label), arn, assignmentRequired }];
  });
}

/** Keys of those that the files declare already, by what plans call them. */
export function declaredApplications(
  existing: { readonly declarations: Pick<Declarations, 'applications'> } | undefined,
  directory: Directory,
): ReadonlyMap<PermissionSetName, string> {
  if (existing === undefined) return new Map();
  const { applications } = resolveApplications(existing.declarations, directory);
  return new Map(
    [...applications].flatMap(([key, resolution]) =>
      resolution.status === 'found' ? [[resolution.assigned, key] as const] : [],
    ),
  );
}

/** Of those that are declared and those that are to be. */
export function applicationKeys(
  fresh: readonly ImportedApplication[],
  declared: ReadonlyMap<PermissionSetName, string>,
  taken: Iterable<string>,
): ReadonlyMap<PermissionSetName, string> {
  const named = fresh.map(({ assigned: id }) => ({ id, name: labelOf(id) }));
  return new Map([...declared, ...keysFor(named, taken)]);
}

/** What it is called stands beside its ARN, for people. */
export function applicationEntry({ assigned, arn, assignmentRequired }: ImportedApplication, key: string): YamlEntry {
  return { key, comment: labelOf(assigned), value: mapping({ arn, assignmentRequired }, true) };
}

/** One for each principal, and in layouts that are not by team one for all who have the same. */
export function applicationGrants(rows: readonly NamedAssignment[], layout: Layout): readonly FoldedGrant[] {
  const ofEach = [...groupBy(rows, ({ principal: { section, key } }) => `${section} ${key}`).values()].map(
    (same): FoldedGrant => ({
      principals: [same[0]!.principal],
      permissionSets: same.map(({ permissionSet }) => permissionSet).sort(),
      accounts: [],
      except: [],
      subject: layout === 'team' ? same[0]!.principal.key : '',
    }),
  );
  const alike = groupBy(ofEach, ({ subject, permissionSets }) => JSON.stringify([subject, permissionSets]));
  return [...alike.values()]
    .map((same) => ({ ...same[0]!, principals: same.flatMap(({ principals }) => principals) }))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

const sortKey = ({ principals, permissionSets }: FoldedGrant): string =>
  JSON.stringify([principals.map(({ section, key }) => [section, key]), permissionSets]);
