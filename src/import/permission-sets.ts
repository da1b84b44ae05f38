// Permission sets as files declare them. Inline policies stand in files of their own, as they are live, on as many lines as they need.
import { relativeTo } from '../config/policy-files.ts';
import { type YamlEntry, yamlOf } from '../source/edit.ts';
import type { SourceFolder } from '../source/file.ts';
import { groupBy } from '../state/group-by.ts';
import type { PermissionSet, PermissionSetName, PolicyDocument } from '../state/state.ts';
import { inShort } from './files.ts';
import { fileNamesFor } from './keys.ts';
import { folderOf, type Placement } from './placement.ts';
import { declaredFields, type Takeover } from './takeover.ts';

interface PolicyFile {
  readonly file: string;
  readonly text: string;
}

/** The inline policy of each set, in a file beside the file of the set. */
export function policyFiles(
  { permissionSets }: Takeover,
  places: Placement,
  folder: SourceFolder,
): ReadonlyMap<PermissionSetName, PolicyFile> {
  const withPolicy = permissionSets.filter(({ inlinePolicy }) => inlinePolicy !== undefined);
  const folderFor = ({ name }: PermissionSet) => {
    const beside = folderOf(places.permissionSet(name));
    return beside === '' ? 'policies' : `${beside}/policies`;
  };
  return new Map(
    [...groupBy(withPolicy, folderFor)].flatMap(([home, sets]) => {
      const taken = folder.policies.flatMap(({ configPath }) =>
        folderOf(configPath) === home ? [configPath.slice(home.length + 1)] : [],
      );
      const names = fileNamesFor(
        sets.map(({ name }) => name),
        '.json',
        taken,
      );
      return sets.map(({ name, inlinePolicy }) => {
        const document = inlinePolicy?.kind === 'document' ? inlinePolicy.document : {};
        return [
          name,
          { file: `${home}/${names.get(name)!}`, text: `${JSON.stringify(versionFirst(document), null, 2)}\n` },
        ] as const;
      });
    }),
  );
}

/** As people write policies; everything else stays as AWS gives it. */
function versionFirst(document: PolicyDocument): PolicyDocument {
  const { Version, ...rest } = document;
  return Version === undefined ? document : { Version, ...rest };
}

export function setEntry(
  set: PermissionSet,
  file: string,
  policies: ReadonlyMap<PermissionSetName, PolicyFile>,
): YamlEntry {
  const policy = policies.get(set.name);
  const fields = Object.entries(declaredFields(set)).map(([field, value]): YamlEntry => {
    if (field === 'inlinePolicy' && policy !== undefined) return { key: field, value: relativeTo(file, policy.file) };
    return { key: field, value: inShort(yamlOf(value)) };
  });
  return { key: set.name, value: { entries: fields } };
}
