// What can be said of declared groups without live: pins, duplicates, names that SCIM would not deliver.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { groupBy } from '../state/group-by.ts';
import { folded } from './groups.ts';

export function groupFindings({ groups }: Declarations): readonly Diagnostic[] {
  const declared = [...groups.values()];
  return [...declared.flatMap(nameFindings), ...duplicatePins(declared), ...lookAlikes(declared)];
}

/** Without live there is no id to print; with live, resolveGroups reports the same with the id it found. */
export function missingPins({ groups }: Declarations): readonly Diagnostic[] {
  return [...groups.values()]
    .filter(({ pin }) => pin === undefined)
    .map(({ key }) => diagnose('group/no-pin', { key: key.value }, { span: key.span }));
}

const RESERVED = ['Administrator', 'AWSAdministrators'];

function nameFindings({ displayName: { value: name, span }, pin }: GroupDeclaration): readonly Diagnostic[] {
  const problem = nameProblem(name) ?? (isSynced(pin) ? syncProblem(name) : undefined);
  return problem === undefined ? [] : [diagnose('group/display-name', { name, problem }, { span })];
}

function nameProblem(name: string): string | undefined {
  if (name.length < 1 || name.length > 1024) return `it has ${name.length} characters`;
  if (RESERVED.includes(name)) return 'Identity Center reserves it';
  return undefined;
}

/** A group made in Identity Center itself, or brought from Active Directory, is pinned by its `groupId` or trusted by name. */
const isSynced = (pin: GroupDeclaration['pin']) => pin?.kind === 'objectId' || pin?.kind === 'externalId';

function syncProblem(name: string): string | undefined {
  if (name !== name.trim()) return 'it begins or ends with a space';
  const [character] = /[\t\r\n<>;:%]/.exec(name) ?? [];
  return character === undefined ? undefined : `SCIM rejects \`${character}\``;
}

function duplicatePins(declared: readonly GroupDeclaration[]): readonly Diagnostic[] {
  const pinned = declared.flatMap(({ key, pin }) =>
    pin === undefined || pin.kind === 'unpinned' ? [] : [{ key, pin }],
  );
  return [...groupBy(pinned, ({ pin }) => `${pin.kind === 'groupId'} ${pin.id.value.toLowerCase()}`).values()].flatMap(
    ([first, ...others]) =>
      others.map(({ key, pin }) =>
        diagnose(
          'group/duplicate-pin',
          { key: key.value, other: first!.key.value, pin: pin.id.value },
          { span: pin.id.span, labels: [{ span: first!.pin.id.span, message: 'the same pin here' }] },
        ),
      ),
  );
}

function lookAlikes(declared: readonly GroupDeclaration[]): readonly Diagnostic[] {
  return [...groupBy(declared, ({ displayName }) => folded(displayName.value)).values()].flatMap(([first, ...others]) =>
    others.map(({ key, displayName }) =>
      diagnose(
        'group/look-alike',
        { key: key.value, other: first!.key.value, name: displayName.value },
        { span: displayName.span, labels: [{ span: first!.displayName.span, message: 'the other name' }] },
      ),
    ),
  );
}
