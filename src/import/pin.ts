// `access pin`: ids for groups and users that are declared without. Pure; a name is enough only where nobody could take another group for it.
import type { GroupDeclaration } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { pinLine } from '../diagnostics/rules/group.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { lookAlikes } from '../names/look-alike.ts';
import { type Principals, pinOf, usersIn } from '../resolve/groups.ts';
import { withAddition, withEntryReplaced } from '../source/edit.ts';
import type { SourceFolder } from '../source/file.ts';
import type { Group } from '../state/directory.ts';
import type { WrittenFile } from './import.ts';

export interface PinInputs {
  readonly folder: SourceFolder;
  readonly groups: ReadonlyMap<string, GroupDeclaration>;
  readonly live: Principals;
  /** Keys that were asked for: of these, names that were trusted so far are pinned as well. None: all that lack a pin. */
  readonly named: readonly string[];
}

export interface Pinned {
  readonly files: readonly WrittenFile[];
  readonly count: number;
  /** What could not be pinned; each is an error. */
  readonly findings: readonly Diagnostic[];
}

export function pinGroups({ folder, groups, live, named }: PinInputs): Pinned {
  const texts = new Map(folder.documents.map(({ path, text }) => [path, text]));
  const known = { group: live.groups, user: usersIn(live) };
  const like = {
    group: lookAlikes(known.group, ({ displayName }) => displayName),
    user: lookAlikes(known.user, ({ displayName }) => displayName),
  };
  const findings: Diagnostic[] = [];
  let count = 0;
  const unknown = named.filter((key) => !groups.has(key));
  for (const key of unknown) findings.push(diagnose('pin/unknown', { key, nearest: nearest(key, [...groups.keys()]) }));
  const wanted = [...groups.values()].filter(({ key, pin }) =>
    named.length === 0
      ? pin === undefined
      : named.includes(key.value) && (pin === undefined || pin.kind === 'unpinned'),
  );
  for (const declaration of wanted) {
    const { kind, displayName } = declaration;
    const found = like[kind](displayName.value);
    const pinned = pinnedText(declaration, { texts, live: known[kind], found });
    if (typeof pinned !== 'string') findings.push(pinned);
    else {
      texts.set(declaration.key.span.file, pinned);
      count += 1;
    }
  }
  const files = folder.documents.flatMap(({ path, configPath, text }) => {
    const after = texts.get(path)!;
    return after === text ? [] : [{ configPath, before: text, after }];
  });
  return { files, count, findings };
}

interface Candidates {
  readonly texts: ReadonlyMap<string, string>;
  readonly live: readonly Group[];
  /** Whose name looks like the declared one, that name included. */
  readonly found: readonly Group[];
}

function pinnedText(
  { kind, key, displayName, pin }: GroupDeclaration,
  { texts, live, found }: Candidates,
): string | Diagnostic {
  const { value: name, span } = displayName;
  const place = { span: key.span };
  const [group, ...others] = found;
  if (group === undefined) {
    const near = nearest(
      name,
      live.map((each) => each.displayName),
    );
    return diagnose('pin/not-found', { kind, key: key.value, name, nearest: near }, { span });
  }
  if (others.length > 0 || group.displayName !== name)
    return diagnose('pin/look-alikes', { key: key.value, name, found: found.map(withIds) }, place);
  const { field, id } = pinOf(group, kind);
  const entry = { key: field, value: id };
  const text = texts.get(key.span.file) ?? '';
  const at = [`${kind}s`, key.value];
  const after =
    pin === undefined
      ? withAddition(text, at, { entries: [entry] })
      : withEntryReplaced(text, [...at, 'unpinned'], entry);
  return after ?? diagnose('pin/by-hand', { key: key.value, line: pinLine({ field, id }) }, place);
}

/** All that tells them apart. */
function withIds({ displayName, id, externalIds }: Group) {
  return { name: displayName, id: [id, ...externalIds.map((external) => `external id ${external.id}`)].join(', ') };
}
