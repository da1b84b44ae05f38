// Declared groups → Identity Store groups. The pin decides, never the name; and what could not be found is held, never dropped.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import { objectIdOf } from '../config/object-id.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { externalPinOf, type PinField, pinLine } from '../diagnostics/rules/group.ts';
import type { Instant } from '../instant.ts';
import { folded, likeness, lookAlikes } from '../names/look-alike.ts';
import { optional } from '../optional.ts';
import type { Located } from '../source/value.ts';
import { type HoldReason, holdReasonFrom } from '../state/desired.ts';
import type { Directory, Group } from '../state/directory.ts';
import type { EntraState } from '../state/entra.ts';
import { groupBy } from '../state/group-by.ts';
import { stepOf } from '../state/group-step.ts';

export type GroupResolution =
  | { readonly status: 'found'; readonly group: Group }
  /** It has another name or another identity than was reviewed. Its assignments stay, new ones are held. */
  | { readonly status: 'changed'; readonly group: Group; readonly holdReason: HoldReason }
  /** Its assignments are held, and nothing is deleted where it is granted. */
  | {
      readonly status: 'missing';
      readonly holdReason: HoldReason;
      /** Groups that bear its name, but not its pin. */
      readonly nameCollisions: readonly Group[];
    };

export interface ResolvedGroups {
  /** By key. Groups with an error are absent: nothing is made of a plan that has one. */
  readonly groups: ReadonlyMap<string, GroupResolution>;
  readonly findings: readonly Diagnostic[];
}

/** Whom declarations can mean. `tenant`: what Entra says of them, where it was asked. */
export type Principals = Pick<Directory, 'groups' | 'users'> & { readonly tenant?: EntraState | undefined };

/** Users as groups are seen here: a name, and ids. */
export function usersIn({ users }: Pick<Directory, 'users'>): readonly Group[] {
  if (!users.read) return [];
  return users.value.map(({ userName, ...user }) => ({ ...user, displayName: userName }));
}

/** Of a declaration, for messages. */
const kindOf = ({ kind }: GroupDeclaration): { readonly of?: 'user' } => (kind === 'user' ? { of: kind } : {});

/** `mismatches`: how many groups under a changed identity a person allowed to be held instead of refused. */
export function resolveGroups(declarations: Declarations, live: Principals, mismatches: number): ResolvedGroups {
  const indexes = { group: indexOf(live.groups), user: indexOf(usersIn(live)) };
  const groups = new Map<string, GroupResolution>();
  const findings: Diagnostic[] = [];
  const mismatched: {
    readonly key: string;
    readonly finding: Diagnostic;
    readonly nameCollisions: readonly Group[];
  }[] = [];
  const verdicts = [...declarations.groups.values()].map((declaration) => ({
    declaration,
    verdict: resolveGroup(declaration, indexes[declaration.kind], live.tenant),
  }));
  // Two declared names that look alike were told by the files alone.
  const reviewed = new Set(
    verdicts.flatMap(({ verdict: { resolution } }) => (resolution?.status === 'found' ? [resolution.group] : [])),
  );
  for (const { declaration, verdict } of verdicts) {
    const key = declaration.key.value;
    if (verdict.resolution !== undefined) groups.set(key, verdict.resolution);
    for (const finding of verdict.findings) {
      if (finding.code === 'group/identity-mismatch')
        mismatched.push({ key, finding, nameCollisions: verdict.namedInFindings });
      else findings.push(finding);
    }
    findings.push(...lookAlikesOf(declaration, verdict, { index: indexes[declaration.kind], reviewed }));
  }
  const allowed = mismatched.length <= mismatches;
  for (const { key, finding, nameCollisions } of mismatched) {
    findings.push(allowed ? { ...finding, severity: 'warning' } : finding);
    if (allowed) groups.set(key, { status: 'missing', holdReason: holdReasonFrom(finding), nameCollisions });
  }
  return { groups, findings: [...findings, ...sameGroups(declarations, groups)] };
}

interface Index {
  readonly byExternalId: ReadonlyMap<string, readonly Group[]>;
  readonly byId: ReadonlyMap<string, readonly Group[]>;
  readonly byFoldedName: ReadonlyMap<string, readonly Group[]>;
  readonly like: (name: string) => readonly Group[];
}

function indexOf(live: readonly Group[]): Index {
  const external = live.flatMap((group) => group.externalIds.map(({ id }) => ({ group, id: id.toLowerCase() })));
  return {
    byExternalId: new Map(
      [...groupBy(external, ({ id }) => id)].map(([id, entries]) => [id, entries.map(({ group }) => group)]),
    ),
    byId: groupBy(live, ({ id }) => id.toLowerCase()),
    byFoldedName: groupBy(live, ({ displayName }) => folded(displayName)),
    like: lookAlikes(live, ({ displayName }) => displayName),
  };
}

interface Verdict {
  /** Absent with an error. */
  readonly resolution?: GroupResolution;
  readonly findings: readonly Diagnostic[];
  /** Groups that the findings name. */
  readonly namedInFindings: readonly Group[];
}

function resolveGroup(declaration: GroupDeclaration, index: Index, tenant: EntraState | undefined): Verdict {
  const { key, displayName, pin } = declaration;
  const alike = index.byFoldedName.get(folded(displayName.value)) ?? [];
  if (pin === undefined) {
    const finding = diagnose(
      'group/no-pin',
      { ...kindOf(declaration), key: key.value, found: foundPin(declaration, index) },
      { span: key.span },
    );
    return { findings: [finding], namedInFindings: alike.filter((group) => group.displayName === displayName.value) };
  }
  if (pin.kind === 'unpinned') return byName(declaration, index);
  const fitting = byPin(pin, index);
  if (fitting.length > 1) return ambiguous(declaration, fitting, 'external id');
  const [group] = fitting;
  if (group !== undefined) return identified(declaration, pin, { group, alike, tenant });
  const others = [...new Set([...(index.byExternalId.get(pin.id.value.toLowerCase()) ?? []), ...alike])];
  if (others.length === 0) return missing(declaration, tenant);
  const { id } = firstPin(pin);
  const facts = { ...kindOf(declaration), key: key.value, pin: id.value, found: others.map(identityOf) };
  return { findings: [diagnose('group/identity-mismatch', facts, { span: id.span })], namedInFindings: others };
}

type Pin = Exclude<NonNullable<GroupDeclaration['pin']>, { readonly kind: 'unpinned' }>;

/** The id that decides which group it is. Beside it, the external id must fit too. */
function firstPin(pin: Pin): { readonly id: Located<string>; readonly ofStore: boolean } {
  if (pin.kind === 'groupId') return { id: pin.id, ofStore: true };
  return pin.groupId === undefined ? { id: pin.id, ofStore: false } : { id: pin.groupId, ofStore: true };
}

function byPin(pin: Pin, { byId, byExternalId }: Index): readonly Group[] {
  const { id, ofStore } = firstPin(pin);
  return (ofStore ? byId : byExternalId).get(id.value.toLowerCase()) ?? [];
}

interface Identified {
  readonly group: Group;
  /** All that bear the declared name, whatever the case. */
  readonly alike: readonly Group[];
  readonly tenant: EntraState | undefined;
}

/** The pin has been found: is it still the group that was reviewed, under the name that was reviewed, and it alone? */
function identified(declaration: GroupDeclaration, pin: Pin, { group, alike, tenant }: Identified): Verdict {
  const { key, displayName } = declaration;
  if (alike.length > 1) return ambiguous(declaration, alike, 'name');
  const facts = { ...kindOf(declaration), key: key.value, declared: displayName.value, live: group.displayName };
  const isRenamed = group.displayName !== displayName.value;
  const renamed = isRenamed ? diagnose('group/renamed', facts, { span: displayName.span }) : undefined;
  const changed = identityChange(declaration, pin, group);
  const holdReason = changed ?? (isRenamed ? diagnose('group/renamed-held', facts) : undefined);
  return {
    resolution:
      holdReason === undefined
        ? { status: 'found', group }
        : { status: 'changed', group, holdReason: holdReasonFrom(holdReason) },
    findings: [changed, renamed, tenant && foundInTenant(declaration, group, tenant)].filter(
      (finding) => finding !== undefined,
    ),
    namedInFindings: [],
  };
}

/**
 * Whoever syncs a group decides who is in it, and an identity provider takes over a group of its name when it first meets it. So an
 * external id that the files do not know is another group behind the same id; and so is one that is gone.
 */
function identityChange(declaration: GroupDeclaration, pin: Pin, group: Group): Diagnostic | undefined {
  const { id, ofStore } = firstPin(pin);
  const known = pin.kind === 'groupId' ? undefined : pin.id.value;
  const ids = group.externalIds.map((external) => external.id);
  const fits =
    known === undefined ? ids.length === 0 : ids.some((external) => external.toLowerCase() === known.toLowerCase());
  if (!ofStore || fits) return undefined;
  const facts = {
    ...kindOf(declaration),
    key: declaration.key.value,
    name: group.displayName,
    id: group.id,
    known,
    found: ids,
  };
  return diagnose('group/identity-changed', facts, { span: id.span });
}

/** A trusted name must be one that no other group can be taken for. */
function byName(declaration: GroupDeclaration, { like }: Index): Verdict {
  const { value: name } = declaration.displayName;
  const alike = like(name).filter(
    ({ displayName }) => likeness(displayName, name) === 'same' || folded(displayName) === folded(name),
  );
  if (alike.length > 1) return ambiguous(declaration, alike, 'name');
  const group = alike.find(({ displayName }) => displayName === name);
  return group === undefined
    ? missing(declaration)
    : { resolution: { status: 'found', group }, findings: [], namedInFindings: [] };
}

/** What Entra says of a group that Identity Center has by its object id. */
function foundInTenant(
  declaration: GroupDeclaration,
  { displayName: live }: Group,
  { groups, absent }: EntraState,
): Diagnostic | undefined {
  const id = declaration.kind === 'group' ? objectIdOf(declaration) : undefined;
  if (id === undefined || !groups.read) return undefined;
  const { key } = declaration;
  if (absent.has(id)) return diagnose('group/gone-from-entra', { key: key.value, name: live, id }, { span: key.span });
  const now = groups.value.get(id)?.displayName;
  if (now === undefined || now === live) return undefined;
  return diagnose('group/renamed-in-entra', { key: key.value, live, now }, { span: declaration.displayName.span });
}

function missing(declaration: GroupDeclaration, tenant?: EntraState): Verdict {
  const id = declaration.kind === 'group' ? objectIdOf(declaration) : undefined;
  const step = tenant === undefined || id === undefined ? undefined : stepOf(id, tenant);
  const facts = { ...kindOf(declaration), name: declaration.displayName.value, ...optional({ step }) };
  const holdReason = holdReasonFrom(diagnose('group/not-synced', facts));
  return { resolution: { status: 'missing', holdReason, nameCollisions: [] }, findings: [], namedInFindings: [] };
}

function ambiguous(declaration: GroupDeclaration, groups: readonly Group[], shared: 'name' | 'external id'): Verdict {
  const { key, displayName } = declaration;
  const those = groups.map(named).sort(byText);
  const facts = { ...kindOf(declaration), key: key.value, name: displayName.value, groups: those, shared };
  return { findings: [diagnose('group/ambiguous', facts, { span: key.span })], namedInFindings: groups };
}

/** Live groups that a reader takes for this one, but for those that its error names. */
function lookAlikesOf(
  declaration: GroupDeclaration,
  { resolution, namedInFindings }: Verdict,
  { index, reviewed }: { readonly index: Index; readonly reviewed: ReadonlySet<Group> },
): readonly Diagnostic[] {
  const { key, displayName } = declaration;
  const group = resolution === undefined || resolution.status === 'missing' ? undefined : resolution.group;
  const isOther = (each: Group) =>
    each !== group && !namedInFindings.includes(each) && !(resolution?.status === 'found' && reviewed.has(each));
  const others = (name: string) => index.like(name).filter(isOther);
  const likeGroup = group === undefined ? [] : others(group.displayName);
  const likeDeclared = others(displayName.value).filter((each) => !likeGroup.includes(each));
  if (likeGroup.length + likeDeclared.length === 0) return [];
  const facts = {
    ...kindOf(declaration),
    key: key.value,
    declared: displayName.value,
    group: group && named(group),
    likeGroup: likeGroup.map(named),
    likeDeclared: likeDeclared.map(named),
  };
  return [diagnose('group/look-alike-in-directory', facts, { span: displayName.span })];
}

const named = ({ displayName, id }: Group) => ({ name: displayName, id });
const byText = (a: { name: string; id: string }, b: { name: string; id: string }) =>
  `${a.name}\n${a.id}` < `${b.name}\n${b.id}` ? -1 : 1;

/** Pins of one kind were compared without live; an `objectId`, a `groupId` and a trusted name can lead to one group too. */
function sameGroups(declarations: Declarations, groups: ReadonlyMap<string, GroupResolution>): readonly Diagnostic[] {
  const present = [...groups].flatMap(([key, resolution]) =>
    resolution.status === 'missing' ? [] : [{ key: declarations.groups.get(key)!.key, group: resolution.group }],
  );
  return [...groupBy(present, ({ group }) => group.id).values()].flatMap(([first, ...others]) =>
    others.map(({ key, group }) =>
      diagnose(
        'group/same-group',
        { key: key.value, other: first!.key.value, live: group.displayName },
        { span: key.span, labels: [{ span: first!.key.span, message: 'the other declaration' }] },
      ),
    ),
  );
}

/** The line to paste, where one group has exactly this name and none can be taken for it. */
function foundPin({ kind, displayName }: GroupDeclaration, { like }: Index): string | undefined {
  const [group, ...others] = like(displayName.value);
  if (group === undefined || others.length > 0 || group.displayName !== displayName.value) return undefined;
  return pinText(group, kind);
}

const pinText = (group: Group, kind: GroupDeclaration['kind']): string => pinLine(pinOf(group, kind));

/** What pins a declaration to this group. */
export function pinOf(
  { id, externalIds: [external] }: Pick<Group, 'id' | 'externalIds'>,
  kind: GroupDeclaration['kind'],
): PinField {
  if (external !== undefined) return externalPinOf(external.id);
  return { field: kind === 'group' ? 'groupId' : 'userId', id };
}

/** Who is granted access by a name, today or once accounts join. `live`: the groups as far as they were resolved; absent offline. */
export function trustedNames(
  { groups, grants }: Declarations,
  asOf: Instant,
  live?: ReadonlyMap<string, GroupResolution>,
): readonly Diagnostic[] {
  const lasting = grants.filter(({ expires }) => expires === undefined || expires.value.at > asOf);
  const granted = new Set(lasting.flatMap((grant) => grant.groups.map(({ value }) => value)));
  return [...groups.values()].flatMap((declaration) => {
    const { key, displayName, pin } = declaration;
    if (pin?.kind !== 'unpinned' || !granted.has(key.value)) return [];
    const facts = { ...kindOf(declaration), key: key.value, name: displayName.value };
    if (live === undefined) return [diagnose('group/unpinned', facts, { span: pin.span })];
    const resolution = live.get(key.value);
    // A name that several groups have is an error.
    if (resolution === undefined) return [];
    const found =
      resolution.status === 'missing'
        ? ('none' as const)
        : { id: resolution.group.id, pin: pinText(resolution.group, declaration.kind) };
    return [diagnose('group/unpinned', { ...facts, live: found }, { span: pin.span })];
  });
}

function identityOf({ displayName, externalIds, id }: Group): string {
  const [external] = externalIds;
  return `\`${displayName}\` is ${external === undefined ? `\`${id}\`, which no identity provider synced` : `\`${external.id}\``}`;
}
