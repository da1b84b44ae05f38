// Declared groups → Identity Store groups. The pin decides, never the name; and what could not be found is held, never dropped.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { type Obstacle, obstacleFrom } from '../state/desired.ts';
import type { Group } from '../state/directory.ts';
import { groupBy } from '../state/group-by.ts';

export type GroupResolution =
  | { readonly status: 'found'; readonly group: Group }
  /** Its rows stay, new ones are held. */
  | { readonly status: 'renamed'; readonly group: Group; readonly obstacle: Obstacle }
  /** Its rows are held, and nothing is deleted where it is granted. */
  | {
      readonly status: 'missing';
      readonly obstacle: Obstacle;
      /** Groups that bear its name, but not its pin. */
      readonly suspects: readonly Group[];
    };

export interface ResolvedGroups {
  /** By key. Groups with an error are absent: nothing is made of a plan that has one. */
  readonly groups: ReadonlyMap<string, GroupResolution>;
  readonly findings: readonly Diagnostic[];
}

/** `mismatches`: how many groups under a changed identity a person allowed to be held instead of refused. */
export function resolveGroups(declarations: Declarations, live: readonly Group[], mismatches: number): ResolvedGroups {
  const index = indexOf(live);
  const groups = new Map<string, GroupResolution>();
  const findings: Diagnostic[] = [];
  const mismatched: { readonly key: string; readonly finding: Diagnostic; readonly suspects: readonly Group[] }[] = [];
  for (const [key, declaration] of declarations.groups) {
    const verdict = judge(declaration, index);
    if (verdict.resolution !== undefined) groups.set(key, verdict.resolution);
    if (verdict.finding?.code === 'group/identity-mismatch')
      mismatched.push({ key, finding: verdict.finding, suspects: verdict.suspects ?? [] });
    else if (verdict.finding !== undefined) findings.push(verdict.finding);
  }
  const allowed = mismatched.length <= mismatches;
  for (const { key, finding, suspects } of mismatched) {
    findings.push(allowed ? { ...finding, severity: 'warning' } : finding);
    if (allowed) groups.set(key, { status: 'missing', obstacle: obstacleFrom(finding), suspects });
  }
  return { groups, findings: [...findings, ...sameGroups(declarations, groups)] };
}

interface Index {
  readonly byExternalId: ReadonlyMap<string, readonly Group[]>;
  readonly byId: ReadonlyMap<string, readonly Group[]>;
  readonly byFoldedName: ReadonlyMap<string, readonly Group[]>;
}

function indexOf(live: readonly Group[]): Index {
  const external = live.flatMap((group) => group.externalIds.map(({ id }) => ({ group, id: id.toLowerCase() })));
  return {
    byExternalId: new Map(
      [...groupBy(external, ({ id }) => id)].map(([id, entries]) => [id, entries.map(({ group }) => group)]),
    ),
    byId: groupBy(live, ({ id }) => id.toLowerCase()),
    byFoldedName: groupBy(live, ({ displayName }) => folded(displayName)),
  };
}

/** As it reads: compatibility forms and case levelled and invisible characters left out, so that look-alikes are equal. */
export function folded(name: string): string {
  const visible = name.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');
  // By way of upper case `ß` and `SS` meet, as case folding has them.
  return visible.toUpperCase().toLowerCase().normalize('NFKC');
}

interface Verdict {
  readonly resolution?: GroupResolution;
  readonly finding?: Diagnostic;
  /** With a mismatch: the groups under the name. */
  readonly suspects?: readonly Group[];
}

function judge(declaration: GroupDeclaration, index: Index): Verdict {
  const { key, displayName, pin } = declaration;
  const alike = index.byFoldedName.get(folded(displayName.value)) ?? [];
  if (pin === undefined)
    return { finding: diagnose('group/no-pin', { key: key.value, found: pinLine(alike) }, { span: key.span }) };
  if (pin.kind === 'unpinned') return byName(declaration, alike);
  const fitting = (pin.kind === 'groupId' ? index.byId : index.byExternalId).get(pin.id.value.toLowerCase()) ?? [];
  if (fitting.length > 1) return { finding: ambiguous(declaration, fitting, 'external id') };
  const group = fitting[0];
  if (group !== undefined) return named(declaration, group, alike);
  if (alike.length === 0) return { resolution: missing(declaration) };
  const facts = { key: key.value, name: displayName.value, pin: pin.id.value, found: identityOf(alike[0]!) };
  return { finding: diagnose('group/identity-mismatch', facts, { span: pin.id.span }), suspects: alike };
}

/** The pin has been found: does the group still bear the name that was reviewed, and it alone? */
function named(declaration: GroupDeclaration, group: Group, alike: readonly Group[]): Verdict {
  const { key, displayName } = declaration;
  if (alike.length > 1) return { finding: ambiguous(declaration, alike, 'name') };
  if (group.displayName === displayName.value) return { resolution: { status: 'found', group } };
  const facts = { key: key.value, declared: displayName.value, live: group.displayName };
  return {
    resolution: { status: 'renamed', group, obstacle: obstacleFrom(diagnose('group/renamed-held', facts)) },
    finding: diagnose('group/renamed', facts, { span: displayName.span }),
  };
}

function byName(declaration: GroupDeclaration, alike: readonly Group[]): Verdict {
  if (alike.length > 1) return { finding: ambiguous(declaration, alike, 'name') };
  const group = alike[0];
  return {
    resolution:
      group?.displayName === declaration.displayName.value ? { status: 'found', group } : missing(declaration),
  };
}

function missing({ displayName }: GroupDeclaration): GroupResolution {
  return {
    status: 'missing',
    obstacle: obstacleFrom(diagnose('group/not-synced', { name: displayName.value })),
    suspects: [],
  };
}

function ambiguous({ key }: GroupDeclaration, groups: readonly Group[], shared: 'name' | 'external id'): Diagnostic {
  const names = groups.map(({ displayName, id }) => `${displayName} (${id})`).sort();
  return diagnose('group/ambiguous', { key: key.value, names, shared }, { span: key.span });
}

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

/** The line to paste: SCIM's external id where there is one. */
function pinLine(alike: readonly Group[]): string | undefined {
  const group = alike.length === 1 ? alike[0] : undefined;
  if (group === undefined) return undefined;
  const external = group.externalIds[0];
  return external === undefined ? `groupId: ${group.id}` : `objectId: ${external.id}`;
}

function identityOf({ externalIds, id }: Group): string {
  const external = externalIds[0];
  return external === undefined ? `\`${id}\`, which no identity provider synced` : `\`${external.id}\``;
}
