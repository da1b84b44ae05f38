// Which file holds what. In a folder that is there already, things go beside their like; in a new one, the layout decides.
import type { ParsedFile } from '../source/file.ts';
import { entryOf, type Value } from '../source/value.ts';
import { type FoldedGrant, WHOLE_ORGANIZATION } from './fold-grants.ts';
import { fileNamesFor } from './keys.ts';
import type { Layout } from './layouts.ts';

/** Sections of a file, in the order in which people want them. */
export const SECTIONS = [
  'accounts',
  'accountSets',
  'groups',
  'users',
  'permissionSets',
  'applications',
  'grants',
] as const;
export type FileSection = (typeof SECTIONS)[number];

export const SETTINGS_FILE = 'access.yaml';

export interface Placement {
  readonly accounts: string;
  /** Of a group or user, by its key. */
  readonly principal: (section: 'groups' | 'users', key: string) => string;
  readonly permissionSet: (name: string) => string;
  readonly applications: string;
  readonly grant: (grant: FoldedGrant) => string;
}

interface PlacementInputs {
  readonly layout: Layout;
  readonly existing: readonly ParsedFile[];
  readonly principals: readonly string[];
  readonly permissionSets: readonly string[];
  readonly units: readonly string[];
}

export function placement({ layout, existing, principals, permissionSets, units }: PlacementInputs): Placement {
  const home = (section: FileSection) => fullest(existing, section);
  const files = (folder: string, names: readonly string[]) => {
    const named = fileNamesFor(names, '.yaml', []);
    return (name: string) => `${folder}/${named.get(name) ?? `${name}.yaml`}`;
  };
  const ofTeam = files('teams', principals);
  const ofSet = files('permission-sets', permissionSets);
  const ofUnit = files('grants', [...units, WHOLE_ORGANIZATION]);
  const inOne = layout === 'one-file' ? SETTINGS_FILE : undefined;
  return {
    accounts: home('accounts') ?? inOne ?? 'accounts.yaml',
    principal: (section, key) => home(section) ?? inOne ?? (layout === 'team' ? ofTeam(key) : `${section}.yaml`),
    permissionSet: (name) =>
      home('permissionSets') ?? inOne ?? (layout === 'permission-set' ? ofSet(name) : 'permission-sets.yaml'),
    applications: home('applications') ?? inOne ?? 'applications.yaml',
    grant: (grant) => {
      const [first] = grant.principals;
      const beside = existing.find((file) => grantsOf(file).some((item) => isFor(item, first!.key)));
      if (beside !== undefined) return beside.configPath;
      switch (layout) {
        case 'team':
          return ofTeam(grant.subject);
        case 'permission-set':
          return grant.subject === '' ? (home('applications') ?? 'applications.yaml') : ofSet(grant.subject);
        case 'ou':
          return grant.subject === '' ? (home('applications') ?? 'applications.yaml') : ofUnit(grant.subject);
        case 'one-file':
          return home('grants') ?? SETTINGS_FILE;
        default:
          return layout satisfies never;
      }
    },
  };
}

/** The file that has most of a section. */
function fullest(files: readonly ParsedFile[], section: FileSection): string | undefined {
  const counted = files.map((file) => ({ path: file.configPath, count: sizeOf(sectionIn(file, section)) }));
  const [first] = counted
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1));
  return first?.path;
}

function sectionIn({ value }: ParsedFile, section: string): Value | undefined {
  return value?.kind === 'mapping' ? entryOf(value, section)?.value : undefined;
}

function sizeOf(value: Value | undefined): number {
  if (value?.kind === 'mapping') return value.entries.length;
  return value?.kind === 'sequence' ? value.items.length : 0;
}

function grantsOf(file: ParsedFile): readonly Value[] {
  const section = sectionIn(file, 'grants');
  return section?.kind === 'sequence' ? section.items : [];
}

function isFor(grant: Value, key: string): boolean {
  if (grant.kind !== 'mapping') return false;
  const named = ['groups', 'users'].flatMap((section) => entryOf(grant, section)?.value ?? []);
  return named.some((value) =>
    value.kind === 'sequence'
      ? value.items.some((item) => item.kind === 'scalar' && item.source === key)
      : value.kind === 'scalar' && value.source === key,
  );
}

export const folderOf = (file: string): string => file.split('/').slice(0, -1).join('/');
