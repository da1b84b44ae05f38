// What can be said of declared groups without live: pins, duplicates, names that SCIM would not deliver.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Located } from '../source/value.ts';
import { groupBy } from '../state/group-by.ts';

export function groupFindings(declarations: Declarations): readonly Diagnostic[] {
  const declared = [...declarations.groups.values()];
  return [...userFindings(declarations), ...declared.flatMap(nameFindings), ...duplicatePins(declared)];
}

/** Whether users may be declared, and granted to for good, is a setting. */
function userFindings({ settings, groups, grants }: Declarations): readonly Diagnostic[] {
  const allowed = settings.identityCenter.users;
  if (allowed === 'always') return [];
  if (allowed === 'never')
    return [...groups.values()].flatMap(({ kind, key }) =>
      kind === 'user' ? [diagnose('settings/users', { key: key.value }, { span: key.span })] : [],
    );
  return grants.flatMap(({ users, expires }) =>
    expires === undefined
      ? users.map(({ value: key, span }) => diagnose('grant/user-without-end', { key }, { span }))
      : [],
  );
}

/** Without live there is no id to print; with live, resolveGroups reports the same with the id it found. */
export function missingPins({ groups }: Declarations): readonly Diagnostic[] {
  return [...groups.values()]
    .filter(({ pin }) => pin === undefined)
    .map(({ kind, key }) =>
      diagnose('group/no-pin', { ...(kind === 'user' ? { of: kind } : {}), key: key.value }, { span: key.span }),
    );
}

const RESERVED = ['Administrator', 'AWSAdministrators'];

function nameFindings({ key, displayName, pin }: GroupDeclaration): readonly Diagnostic[] {
  const { value: name, span } = displayName;
  const problem = nameProblem(name) ?? (isSynced(pin) ? syncProblem(name) : undefined);
  return [
    ...(problem === undefined ? blankEnds(displayName) : [diagnose('group/display-name', { name, problem }, { span })]),
    ...(key === displayName ? [] : blankEnds(key)),
  ];
}

/** Other names with blanks at their ends cannot be written, or match nothing. */
function blankEnds({ value: name, span }: Located<string>): readonly Diagnostic[] {
  const problem =
    name === name.trim() ? undefined : `a blank at its ${name === name.trimStart() ? 'end' : 'beginning'}`;
  return problem === undefined ? [] : [diagnose('name/blanks', { name, problem }, { span })];
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
  const pinned = declared.flatMap(({ key, pin }) => pinsIn(pin).map(({ kind, id }) => ({ key, kind, id })));
  return [...groupBy(pinned, ({ kind, id }) => `${kind} ${id.value.toLowerCase()}`).values()].flatMap(
    ([first, ...others]) =>
      others.map(({ key, id }) =>
        diagnose(
          'group/duplicate-pin',
          { key: key.value, other: first!.key.value, pin: id.value },
          { span: id.span, labels: [{ span: first!.id.span, message: 'the same pin here' }] },
        ),
      ),
  );
}

function pinsIn(
  pin: GroupDeclaration['pin'],
): readonly { readonly kind: 'store' | 'external'; readonly id: Located<string> }[] {
  if (pin === undefined || pin.kind === 'unpinned') return [];
  if (pin.kind === 'groupId') return [{ kind: 'store', id: pin.id }];
  const { id, groupId } = pin;
  return [{ kind: 'external', id }, ...(groupId === undefined ? [] : [{ kind: 'store' as const, id: groupId }])];
}
