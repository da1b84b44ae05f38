// The settings of a folder that is made, and what is proposed for those of one that is there.
import { counted } from '../diagnostics/wording.ts';
import { list, mapping, type Yaml, type YamlEntry, type YamlItem, yamlOf } from '../source/edit.ts';
import type { FileAddition } from './files.ts';
import type { ExistingFolder, ImportInputs } from './inputs.ts';
import { SETTINGS_FILE } from './placement.ts';
import type { Takeover } from './takeover.ts';

export function settingsAdditions(
  { directory, options, folder }: ImportInputs,
  existing: ExistingFolder | undefined,
  { ignore, owners, orphans }: Takeover,
): readonly FileAddition[] {
  const items = ignore.map(
    ({ item, why }): YamlItem => ({
      value: { ...(yamlOf(item) as Extract<Yaml, { readonly entries: unknown }>), flow: true },
      comment: why,
    }),
  );
  if (existing !== undefined)
    return items.map((item) => ({ file: SETTINGS_FILE, section: ['unmanaged', 'ignore'], item }));
  const { region, arn } = directory.instance;
  const isComplete = options.inventory && folder.documents.length === 0;
  const identityCenter = mapping({
    region,
    instanceArn: arn,
    owner: options.owner,
    owners: owners.length === 0 ? undefined : list(owners, true),
    inventoryComplete: isComplete ? true : undefined,
  });
  const unmanaged: YamlEntry[] = [
    ...(orphans === 0
      ? []
      : [
          {
            key: 'orphans',
            value: 'report',
            comment: `${counted(orphans, 'assignment')} of deleted principals today; \`delete\` takes them away`,
          },
        ]),
    ...(items.length === 0 ? [] : [{ key: 'ignore', value: { items } }]),
  ];
  return [
    { file: SETTINGS_FILE, section: 'identityCenter', entry: { key: 'identityCenter', value: identityCenter } },
    ...(unmanaged.length === 0
      ? []
      : [
          {
            file: SETTINGS_FILE,
            section: 'unmanaged',
            entry: { key: 'unmanaged', value: { entries: unmanaged } },
          } as const,
        ]),
  ];
}
