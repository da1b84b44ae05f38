// The settings of a folder that is made, and what is proposed for those of one that is there.
import { counted } from '../diagnostics/wording.ts';
import { list, mapping, type Yaml, type YamlEntry, type YamlItem, yamlOf } from '../source/edit.ts';
import type { FileAddition } from './files.ts';
import { declaresNothing, type ExistingFolder, type ImportInputs } from './inputs.ts';
import { SETTINGS_FILE } from './placement.ts';
import type { Takeover } from './takeover.ts';

export function settingsAdditions(
  inputs: ImportInputs,
  existing: ExistingFolder | undefined,
  takeover: Takeover,
): readonly FileAddition[] {
  const ignored = takeover.ignore.map(
    ({ item, why }): YamlItem => ({
      value: { ...(yamlOf(item) as Extract<Yaml, { readonly entries: unknown }>), flow: true },
      comment: why,
    }),
  );
  const center = instanceEntries(inputs, takeover);
  const orphans = orphanEntries(takeover);
  const attributes = attributeEntries(inputs);
  const accountAccess = accountAccessEntries(inputs);
  if (existing === undefined) {
    const ignore = ignored.length === 0 ? [] : [{ key: 'ignore', value: { items: ignored } }];
    const unmanaged = [...orphans, ...ignore];
    return [
      section({ key: 'identityCenter', value: { entries: center } }),
      ...(attributes.length === 0 ? [] : [section({ key: 'accessControlAttributes', value: { entries: attributes } })]),
      ...accountAccess.map((entry) => section({ key: 'accountAccess', value: { entries: [entry] } })),
      ...(unmanaged.length === 0 ? [] : [section({ key: 'unmanaged', value: { entries: unmanaged } })]),
    ];
  }
  const { places } = existing.declarations.settings;
  // Whoever has declared something has chosen the settings for it.
  const missing = (under: string, entries: readonly YamlEntry[]) =>
    declaresNothing(existing) ? entries.filter(({ key }) => !places.has(`${under}.${key}`)) : [];
  return [
    ...missing('identityCenter', center).map((entry) => added(['identityCenter'], { entry })),
    ...missing('unmanaged', orphans).map((entry) => added(['unmanaged'], { entry })),
    ...(places.has('accessControlAttributes')
      ? []
      : attributes.map((entry) => added(['accessControlAttributes'], { entry }))),
    ...(places.has('accountAccess') ? [] : accountAccess.map((entry) => added(['accountAccess'], { entry }))),
    ...ignored.map((item) => added(['unmanaged', 'ignore'], { item })),
  ];
}

const section = (entry: YamlEntry): FileAddition => ({
  file: SETTINGS_FILE,
  section: entry.key as 'identityCenter' | 'accessControlAttributes' | 'accountAccess' | 'unmanaged',
  entry,
});

const added = (
  at: readonly string[],
  what: { readonly entry: YamlEntry } | { readonly item: YamlItem },
): FileAddition => ({ file: SETTINGS_FILE, section: at, ...what });

function instanceEntries(
  { directory, options }: ImportInputs,
  { owners, assignments }: Takeover,
): readonly YamlEntry[] {
  const { region, arn } = directory.instance;
  return mapping({
    region,
    instanceArn: arn,
    owner: options.owner,
    owners: owners.length === 0 ? undefined : list(owners, true),
    users: assignments.some(({ principal }) => principal.type === 'user') ? 'always' : undefined,
    inventoryComplete: options.inventory ? true : undefined,
  }).entries;
}

/** Nothing is deleted by the first plan. */
function orphanEntries({ orphans }: Takeover): readonly YamlEntry[] {
  if (orphans === 0) return [];
  const comment = `${counted(orphans, 'assignment')} of deleted principals today; \`delete\` and \`access apply --audit\` take them away`;
  return [{ key: 'orphans', value: 'report', comment }];
}

/** As live has them; what assertions send is not in live. */
/** What nobody manages is taken over, as a permission set would be. */
function accountAccessEntries({ estate: { accountAccess }, options }: ImportInputs): readonly YamlEntry[] {
  if (accountAccess === undefined) return [];
  const { owner = options.owner } = accountAccess;
  return [{ key: 'application', value: yamlOf(owner === options.owner ? 'managed' : 'external') }];
}

function attributeEntries({ estate: { accessControl } }: ImportInputs): readonly YamlEntry[] {
  return (accessControl?.attributes ?? []).map(({ key, source }) => ({ key, value: source }));
}
