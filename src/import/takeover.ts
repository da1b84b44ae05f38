// What of an estate is taken over, and what is left with whoever has it.
//
// A permission set is taken over whole, with all that groups hold of it: a plan takes away what nobody declares on sets that the files manage, so that half
// of them would be a plan that deletes the other half. On a set that stays another tool's (`external`), what is granted to declared groups is the files'.
import type { Declarations } from '../config/declarations.ts';
import { definitionOf, differingFields } from '../definition/definition.ts';
import { FIELD_NAMES, FIELDS, rulesOf } from '../definition/fields.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isVisible } from '../source/characters.ts';
import type { Desired } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import { literalGlob, matchesGlob } from '../state/glob.ts';
import {
  type Assignment,
  assignmentAddress,
  type PermissionSet,
  type PermissionSetName,
  type PrincipalId,
  permissionSetAddress,
} from '../state/state.ts';
import { declaredApplications, type ImportedApplication, isOfApplication } from './applications.ts';
import { bySet, type Estate, rolesIn } from './estate.ts';
import type { ChosenSets } from './only.ts';
import { CONTROL_TOWER_GROUPS, otherToolOf } from './other-tools.ts';

/** The folder as it is, where there is one. */
export interface Existing {
  readonly declarations: Declarations;
  readonly desired: Desired;
}

export interface TakeoverInputs {
  readonly estate: Estate;
  readonly directory: Directory;
  readonly existing: Existing | undefined;
  /** Of the files, there already or about to be made. */
  readonly owner: string;
  /** Whether what users hold is taken over too. */
  readonly users: boolean;
  /** Permission sets that were asked for; undefined: all. */
  readonly only: ChosenSets | undefined;
  /** What cannot be declared, and why. */
  readonly leftOut: LeftOut;
}

export interface LeftOut {
  readonly permissionSets: ReadonlyMap<PermissionSetName, string>;
  readonly principals: ReadonlyMap<PrincipalId, string>;
}

export const NOTHING_LEFT_OUT: LeftOut = { permissionSets: new Map(), principals: new Map() };

export interface Takeover {
  /** In the order of their names. */
  readonly permissionSets: readonly PermissionSet[];
  readonly external: readonly PermissionSetName[];
  /** Those of which something is taken over, and that no file declares yet. */
  readonly applications: readonly ImportedApplication[];
  /** To be declared. */
  readonly assignments: readonly Assignment[];
  readonly ignore: readonly IgnoreProposal[];
  /** Owners of sets that stay theirs. */
  readonly owners: readonly string[];
  /** Assignments of principals that are gone, on sets that the files manage. */
  readonly orphans: number;
  readonly findings: readonly Diagnostic[];
}

export interface IgnoreProposal {
  readonly item: { readonly controlTower: true } | { readonly permissionSets: string } | { readonly groups: string };
  readonly why: string;
}

export function takeOver(inputs: TakeoverInputs): Takeover {
  const sets = sortedSets(inputs);
  const rows = sortedAssignments(inputs, sets);
  const { leftOut, directory } = inputs;
  const groups = directory.groups.filter(({ id }) => leftOut.principals.has(id));
  const people = directory.users.read ? directory.users.value : [];
  const users = people.filter(({ id }) => leftOut.principals.has(id));
  const unnamed = groups.map(({ displayName }): IgnoreProposal => {
    return {
      item: { groups: globFor(displayName) },
      why: 'cannot be declared as it is named today: rename it, and import again',
    };
  });
  return {
    permissionSets: sets.managed,
    external: sets.external,
    applications: freshApplications(inputs, rows.taken),
    assignments: rows.taken,
    ignore: [...sets.ignore, ...unnamed],
    owners: sets.owners,
    orphans: rows.orphans.length,
    findings: [
      ...sets.findings,
      ...rows.findings,
      ...groups.map(({ id, displayName: name }) => principalFinding('group', { id, name }, inputs)),
      ...users.map(({ id, userName: name }) => principalFinding('user', { id, name }, inputs)),
    ],
  };
}

function freshApplications(
  { estate, existing, directory }: TakeoverInputs,
  taken: readonly Assignment[],
): readonly ImportedApplication[] {
  const declared = declaredApplications(existing, directory);
  const names = new Set(taken.map(({ permissionSet }) => permissionSet));
  return (estate.applications ?? []).filter(({ assigned }) => names.has(assigned) && !declared.has(assigned));
}

/** A pattern for a name, and `?` for what no file may hold. */
const globFor = (name: string): string =>
  [...name].map((character) => (isVisible(character) ? literalGlob(character) : '?'.repeat(character.length))).join('');

interface SortedSets {
  readonly managed: readonly PermissionSet[];
  readonly external: readonly PermissionSetName[];
  /** Of the files already, and to be completed. */
  readonly declared: ReadonlySet<PermissionSetName>;
  readonly ignore: readonly IgnoreProposal[];
  readonly owners: readonly string[];
  readonly findings: readonly Diagnostic[];
}

type ImportDecision =
  | { readonly kind: 'take' | 'external' | 'declared' | 'pass' }
  | { readonly kind: 'ignore'; readonly proposal: IgnoreProposal }
  | { readonly kind: 'leave'; readonly reason: string; readonly owner?: string; readonly isIgnored?: true };

function sortedSets(inputs: TakeoverInputs): SortedSets {
  const { estate, existing } = inputs;
  const assignments = bySet(estate);
  const decisions = [...estate.permissionSets.values()].map((set) => ({
    set,
    decision: decisionFor(set, assignments.get(set.name) ?? [], inputs),
  }));
  const those = (kind: ImportDecision['kind']) =>
    decisions.flatMap(({ set, decision }) => (decision.kind === kind ? [set] : []));
  const declared = those('declared');
  return {
    managed: those('take'),
    external: those('external').map(({ name }) => name),
    declared: new Set(declared.map(({ name }) => name)),
    ignore: distinctItems(decisions.flatMap(({ set, decision }) => proposalsFor(set, decision, inputs))),
    owners: [
      ...new Set(
        decisions.flatMap(({ decision }) =>
          decision.kind === 'leave' && decision.owner !== undefined ? [decision.owner] : [],
        ),
      ),
    ]
      .filter((owner) => isVisible(owner) && owner.trim() === owner)
      .sort(),
    findings: [
      ...decisions.flatMap(({ set: { name }, decision }) =>
        decision.kind === 'leave' ? [diagnose('import/permission-set-left', { name, reason: decision.reason })] : [],
      ),
      ...estate.unread.map((name) => diagnose('import/permission-set-left', { name, reason: 'it could not be read' })),
      ...declared.flatMap((set) => differing(set, existing)),
    ],
  };
}

/** A set under our tag that cannot be declared would be deleted as one that is declared no longer. */
function proposalsFor(
  { name, owner }: PermissionSet,
  decision: ImportDecision,
  inputs: TakeoverInputs,
): readonly IgnoreProposal[] {
  if (decision.kind === 'ignore') return [decision.proposal];
  if (decision.kind !== 'leave' || owner !== inputs.owner || decision.isIgnored === true) return [];
  return [{ item: { permissionSets: name }, why: `bears our tag, and cannot be declared: ${decision.reason}` }];
}

function distinctItems(proposals: readonly IgnoreProposal[]): readonly IgnoreProposal[] {
  return [...new Map(proposals.map((proposal) => [JSON.stringify(proposal.item), proposal])).values()];
}

const PASS: ImportDecision = { kind: 'pass' };

function decisionFor(set: PermissionSet, held: readonly Assignment[], inputs: TakeoverInputs): ImportDecision {
  const { existing, only, leftOut } = inputs;
  const { name, owner } = set;
  if (only !== undefined && !only.sets.has(name)) return PASS;
  const rules = existing?.desired.rules;
  if (existing?.declarations.permissionSets.has(name) === true) return { kind: 'declared' };
  if ([...(existing?.desired.renames.values() ?? [])].includes(name)) return PASS;
  const pattern = rules?.ignore.find(
    ({ permissionSets, groups }) =>
      groups === undefined && permissionSets !== undefined && matchesGlob(permissionSets, name),
  );
  if (pattern !== undefined && only === undefined) return PASS;
  if (pattern !== undefined)
    return { kind: 'leave', reason: `\`unmanaged.ignore\` has \`${pattern.permissionSets}\``, isIgnored: true };
  if (owner !== undefined && owner !== inputs.owner)
    return { kind: 'leave', reason: `it belongs to \`${owner}\``, owner };
  const tool = only?.named.has(name) === true ? undefined : otherToolOf(set);
  if (tool?.kind === 'control-tower') {
    const isUsed = held.some(({ principal }) => isOwnGroup(principal.id, inputs));
    if (isUsed) return { kind: 'external' };
    if (rules?.ignoresControlTower === true) return PASS;
    const why = 'Control Tower makes these permission sets, needs them, and repairs them when somebody changes them';
    return { kind: 'ignore', proposal: { item: { controlTower: true }, why } };
  }
  if (tool !== undefined)
    return {
      kind: 'ignore',
      proposal: { item: { permissionSets: name }, why: `made by a just-in-time tool: ${tool.why}` },
    };
  const reason = leftOut.permissionSets.get(name);
  if (reason !== undefined) return leave(reason);
  if (set.inlinePolicy?.kind === 'opaque') return leave('its inline policy is no JSON object, and no file can say so');
  return { kind: 'take' };
}

const leave = (reason: string): ImportDecision => ({ kind: 'leave', reason });

/** A group that is not Control Tower's. */
function isOwnGroup(id: PrincipalId, { directory, leftOut }: TakeoverInputs): boolean {
  const group = directory.groups.find((each) => each.id === id);
  return group !== undefined && !CONTROL_TOWER_GROUPS.has(group.displayName) && !leftOut.principals.has(id);
}

/** What a declared set is live, and not in the files: nothing of it is changed. */
function differing(set: PermissionSet, existing: Existing | undefined): readonly Diagnostic[] {
  const declared = existing?.desired.state.permissionSets.get(permissionSetAddress(set.name));
  if (declared === undefined) return [];
  const owner = set.owner === undefined ? {} : { owner: set.owner };
  const fields = differingFields(set, { ...declared, tags: declared.tags ?? set.tags ?? {}, ...owner });
  if (fields.length === 0) return [];
  return [
    diagnose('import/definition-differs', { name: set.name, fields: fields.map((field) => FIELDS[field].label) }),
  ];
}

interface SortedAssignments {
  readonly taken: readonly Assignment[];
  readonly orphans: readonly Assignment[];
  readonly findings: readonly Diagnostic[];
}

function sortedAssignments(inputs: TakeoverInputs, { managed, external, declared }: SortedSets): SortedAssignments {
  const { estate, directory, existing, users, leftOut, only } = inputs;
  const roles = [...rolesIn(estate)].filter((name) => only === undefined || only.sets.has(name));
  const { owner } = estate.accountAccess ?? {};
  const areRolesOurs = owner === undefined || owner === inputs.owner;
  const applications = (estate.applications ?? [])
    .map(({ assigned }) => assigned)
    .filter((name) => only === undefined || only.sets.has(name));
  const isOthers = (name: PermissionSetName) => existing?.desired.applications?.get(name)?.external === true;
  const ours = new Set([
    ...managed.map(({ name }) => name),
    ...declared,
    ...(areRolesOurs ? roles : []),
    ...applications.filter((name) => !isOthers(name)),
  ]);
  const ofOthers = [...external, ...(areRolesOurs ? [] : roles), ...applications.filter(isOthers)];
  // Those of the files whatever was asked for: a group that is declared by this import makes what it holds of them the files'.
  const others = new Set([...ofOthers, ...(existing?.desired.external.keys() ?? [])]);
  const isExternal = (name: PermissionSetName) => others.has(name);
  const groups = new Set(directory.groups.map(({ id }) => id));
  const accounts = new Set(directory.accounts.map(({ id }) => id));
  const people = new Set(users && directory.users.read ? directory.users.value.map(({ id }) => id) : []);
  const groupName = new Map(directory.groups.map(({ id, displayName }) => [id, displayName]));
  const isNew = (assignment: Assignment) => {
    const address = assignmentAddress(assignment);
    const desired = existing?.desired;
    return desired?.state.assignments.has(address) !== true && desired?.expired.has(address) !== true;
  };
  const isIgnored = ({ permissionSet, principal }: Assignment) =>
    existing?.desired.rules.ignore.some(
      (item) =>
        (item.permissionSets === undefined || matchesGlob(item.permissionSets, permissionSet)) &&
        (item.groups === undefined || matchesGlob(item.groups, groupName.get(principal.id) ?? '')),
    ) === true;
  const candidates = estate.assignments.filter(
    (assignment) =>
      (ours.has(assignment.permissionSet) || isExternal(assignment.permissionSet)) &&
      isNew(assignment) &&
      !isIgnored(assignment) &&
      !leftOut.principals.has(assignment.principal.id),
  );
  const orphans = candidates.filter(({ principal }) => estate.orphans.has(principal.id));
  const present = candidates.filter(({ principal }) => !estate.orphans.has(principal.id));
  const ofUsers = present.filter(({ principal }) => principal.type === 'user');
  // An application's own may be outside the organisation: nothing is written there.
  const isThere = ({ permissionSet, account }: Assignment) => accounts.has(account) || isOfApplication(permissionSet);
  const gone = present.filter((assignment) => !isThere(assignment));
  const unknown = present.filter(({ principal }) => principal.type === 'group' && !groups.has(principal.id));
  const isNamable = ({ type, id }: Assignment['principal']) => (type === 'group' ? groups.has(id) : people.has(id));
  const namable = present.filter((assignment) => isThere(assignment) && isNamable(assignment.principal));
  const onOurs = namable.filter(({ permissionSet }) => !isExternal(permissionSet));
  // On a set of another tool the assignments of declared groups are ours, so all of theirs are declared.
  const known = new Set([
    ...(existing?.desired.groups ?? []),
    ...onOurs.map(({ principal }) => principal.id),
    ...namable.flatMap(({ permissionSet, principal: { id } }) =>
      ofOthers.includes(permissionSet) && isOwnGroup(id, inputs) ? [id] : [],
    ),
  ]);
  const onExternal = namable.filter(
    ({ permissionSet, principal }) => isExternal(permissionSet) && known.has(principal.id),
  );
  const left = [
    ['orphans', orphans.filter(({ permissionSet }) => !isExternal(permissionSet))],
    ['users', ofUsers.filter(({ permissionSet, principal: { id } }) => !isExternal(permissionSet) && !people.has(id))],
    ['accounts', gone],
    ['groups', unknown],
  ] as const;
  return {
    taken: [...onOurs, ...onExternal],
    orphans: left[0][1],
    findings: left.flatMap(([why, those]) =>
      those.length === 0 ? [] : [diagnose('import/assignments-left', { count: those.length, why })],
    ),
  };
}

function principalFinding(
  kind: 'group' | 'user',
  { id, name }: { readonly id: PrincipalId; readonly name: string },
  { estate, leftOut }: TakeoverInputs,
): Diagnostic {
  const count = estate.assignments.filter(({ principal }) => principal.id === id).length;
  return diagnose('import/group-left', { kind, name, id, count, reason: leftOut.principals.get(id) ?? '' });
}

/** The fields of a set as files declare them, as JSON data: names and durations first, then what it allows. */
export function declaredFields(set: PermissionSet): Readonly<Record<string, unknown>> {
  const fields = definitionOf(set.name, { ...NO_FIELDS, ...set });
  return Object.fromEntries(
    READING_ORDER.flatMap((field) => {
      const value = fields[field];
      const declared = value === undefined ? undefined : rulesOf(field).declared(value);
      return declared === undefined || isNone(declared) ? [] : [[field, declared]];
    }),
  );
}

/** Files that say nothing of tags leave them alone, and there is nothing to leave alone. */
const isNone = (declared: unknown): boolean =>
  typeof declared === 'object' && declared !== null && Object.keys(declared).length === 0;

const NO_FIELDS = {
  description: undefined,
  relayState: undefined,
  inlinePolicy: undefined,
  permissionsBoundary: undefined,
  tags: undefined,
  owner: undefined,
} as const;

const FIRST: readonly string[] = ['description', 'sessionDuration', 'relayState'];
const READING_ORDER = [
  ...FIELD_NAMES.filter((field) => FIRST.includes(field)).sort((a, b) => FIRST.indexOf(a) - FIRST.indexOf(b)),
  ...FIELD_NAMES.filter((field) => !FIRST.includes(field)),
];
