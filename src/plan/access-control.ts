// The attributes for access control of the instance: what a plan writes of them, in which order, and what waits where a guard holds them.
//
// Terms. An instance has one configuration, a list of attributes, each a key and the source of its value. With it Identity Center sends each attribute
// of a person to every account as a session tag; a policy *tests* a key where it names `aws:PrincipalTag/KEY`, in a condition or a variable. Without a
// configuration nothing is sent, not even what SAML assertions have: a create and a delete of it change every key.
//
// Premise. The API takes the configuration as a whole, and what it says is so for every permission set of the instance at once, from the next session
// on. Whether a policy that tests a key allows more or less with it depends on the policy (an Allow by StringEquals, a Deny by StringNotEquals) and on
// the values of people, which nobody reads. So no direction is assumed: a state is known to be safe only where it gives exactly what the old files or
// the new ones give.
//
// Two writes. What comes and what changes is one write, what goes is another, for the two belong to different ends of an apply: a key that is renamed in
// files and policies would otherwise be missing either for the old policies or for the new ones. One write would be enough where there is only one of
// both, and then there is only one.
//
// Order. Of a set whose policy tests a key of a write, `before` the plan, `after` it, or both:
//   after only    the definition waits for the write. Until the definition comes, the set is what it was: it does not test the key.
//   before only   the write waits for the definition and its provisioning, or for the deletion of the set: roles test the key until then.
//   both          the set's deletes, then the write, then its creates: no assignment that goes meets the new value, and none that comes meets the old
//                 one. Where its definition changes too, what comes is written before it and what goes after it; those who keep the set have neither
//                 end's access for that moment, and no order could give it to them.
// The second write waits for the first. No definition waits for the second write that the first may have to wait for: there a set comes to test a key that
// goes, which no order makes right.
//
// On hold. A guard may hold either write (guards.ts). Then new definitions that test its keys wait with it, and so do new assignments on sets that do:
// with other attributes than the files say they are neither end's access. Who has a set keeps it as it is. And while an assignment may not go yet, no
// attribute changes that its set tests (keep.ts, rule 5).
//
// Rejected:
// - a change for each key: the API has none, and the fifty of them would each read, alter and write the whole;
// - one write before everything, or after: it is right for keys that come, or for keys that go, and locks out by the others;
// - taking what the policies allow for a guide (`riskOfUpdate`): it compares policies for all values of a key, and here the policy stays while the
//   value changes.
import { compareText } from '../compare-text.ts';
import { testedInline, testedInPolicy } from '../definition/principal-tags.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { type AccessControl, type AccessControlAttribute, attributeKey, inKeyOrder } from '../state/access-control.ts';
import type { PermissionSetInAccount } from '../state/account-policies.ts';
import { type Desired, type Held, type HoldReason, holdReasonFrom, originOf, waitingFor } from '../state/desired.ts';
import { canonicalJson } from '../state/digest.ts';
import type { Live } from '../state/live.ts';
import {
  type Address,
  ATTRIBUTES_ADDRESS,
  type PermissionSet,
  type PermissionSetName,
  pairOfAssignment,
  permissionSetAddress,
  principalKey,
  REMOVED_ATTRIBUTES_ADDRESS,
  type State,
} from '../state/state.ts';
import type { AttributesChange, AttributeTest } from './change.ts';
import type { Variants } from './preflight.ts';

/** AccessControlAttributeList of the Identity Center API. */
const MOST_ATTRIBUTES = 50;

type Attributes = readonly AccessControlAttribute[];
type Write = Pick<AttributesChange, 'address' | 'action' | 'before' | 'after'>;

/** Spelling included: it is what would be written. */
export const isSameAccessControl = (some: AccessControl, other: AccessControl): boolean =>
  canonicalJson(some) === canonicalJson(other);

/** What turns one configuration into another: at most two writes, what comes and changes before what goes. */
export function attributeWrites(live: AccessControl | undefined, desired: AccessControl | undefined): readonly Write[] {
  if (live === undefined || desired === undefined || isSameAccessControl(live, desired)) return [];
  const { attributes: before } = live;
  const { attributes: after } = desired;
  if (after === undefined) return [{ address: REMOVED_ATTRIBUTES_ADDRESS, action: 'delete', ...optional({ before }) }];
  if (before === undefined) return [{ address: ATTRIBUTES_ADDRESS, action: 'create', after }];
  const between = withBoth(before, after);
  const first = { address: ATTRIBUTES_ADDRESS, action: 'update', before, after: between } as const;
  const second = { address: REMOVED_ATTRIBUTES_ADDRESS, action: 'update', before: between, after } as const;
  if (canonicalJson(between) === canonicalJson(after)) return [first];
  if (canonicalJson(between) === canonicalJson(before)) return [second];
  // No configuration holds both. What goes makes room, at the place of what goes.
  if (between.length > MOST_ATTRIBUTES) return [{ ...second, before }];
  return [first, second];
}

/** What a write says, for matching a saved plan with a fresh one: the same end, from the same beginning. */
export const sameAttributes = (a: AttributesChange, b: AttributesChange): boolean =>
  canonicalJson([a.action, a.before ?? null, a.after ?? null]) ===
  canonicalJson([b.action, b.before ?? null, b.after ?? null]);

/** Live has what a write is for. What was not read is not known to be so. */
export function isWritten(change: AttributesChange, live: AccessControl | undefined): boolean {
  if (live === undefined || (live.attributes === undefined) !== (change.after === undefined)) return false;
  const now = new Map((live.attributes ?? []).map(({ key, source }) => [attributeKey(key), source]));
  return attributeDifferences(change).every(({ key, after }) => now.get(attributeKey(key)) === after);
}

/** All that comes, and what goes besides. */
function withBoth(before: Attributes, after: Attributes): Attributes {
  const coming = new Set(after.map(({ key }) => attributeKey(key)));
  return inKeyOrder([...after, ...before.filter(({ key }) => !coming.has(attributeKey(key)))]);
}

/** One attribute that a write makes another. Its spelling alone makes it none. */
export interface AttributeDifference {
  /** As the configuration has it after the write, or before. */
  readonly key: string;
  /** Absent: it comes. */
  readonly before?: string;
  /** Absent: it goes. */
  readonly after?: string;
}

/** In order of their keys. */
export function attributeDifferences({
  before = [],
  after = [],
}: Pick<Write, 'before' | 'after'>): readonly AttributeDifference[] {
  const [old, now] = [before, after].map(
    (attributes) => new Map(attributes.map((attribute) => [attributeKey(attribute.key), attribute])),
  ) as [Map<string, AccessControlAttribute>, Map<string, AccessControlAttribute>];
  return [...new Set([...old.keys(), ...now.keys()])].sort(compareText).flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was?.source === is?.source) return [];
    return [{ key: (is ?? was)!.key, ...optional({ before: was?.source, after: is?.source }) }];
  });
}

/** `attributes for access control (Department, Team)`. */
export function attributesText(change: Pick<Write, 'before' | 'after'>): string {
  const keys = attributeDifferences(change).map(({ key }) => key);
  return `attributes for access control${keys.length === 0 ? '' : ` (${keys.join(', ')})`}`;
}

/** Whether policies that test a key may mean something else by the write. A configuration that is made or deleted begins or ends what assertions send. */
function affects(change: Pick<Write, 'before' | 'after'>): (key: string) => boolean {
  if (change.before === undefined || change.after === undefined) return () => true;
  const keys = new Set(attributeDifferences(change).map(({ key }) => attributeKey(key)));
  return (key) => keys.has(attributeKey(key));
}

/** The keys that policies of a set test, as far as anybody has read them: those of customer managed policies where an account said what they are. */
function testedKeys(variants: readonly PermissionSetInAccount[], meanings: Meanings | undefined): readonly string[] {
  return variants.flatMap((set) => {
    const inline = set.inlinePolicy === undefined ? [] : testedInline(set.inlinePolicy);
    const customerManaged = [...(set.documents?.values() ?? [])].flatMap(testedInline);
    if (meanings === undefined) return [...inline, ...customerManaged];
    const { documents, boundary } = meanings.grantOf(set);
    const known = [...documents, ...(boundary === undefined ? [] : [boundary])].flatMap((document) =>
      document.kind === 'known' ? testedInPolicy(document.policy) : [],
    );
    return [...inline, ...customerManaged, ...known];
  });
}

/** Of a set as the accounts have it that it goes to. */
const testedKeysOf = (
  set: PermissionSet | undefined,
  { variants, meanings }: { readonly variants: Variants; readonly meanings?: Meanings | undefined },
): readonly string[] => (set === undefined ? [] : testedKeys(variants(set.name, [set]).flat(), meanings));

export interface KeptAttributes {
  /** Absent: not managed, or not read. */
  readonly accessControl?: AccessControl;
  readonly held: readonly Held[];
  /** Sets of the files that test what a held write is about: nothing is written of them. */
  readonly waiting: ReadonlyMap<Address, HoldReason>;
}

/** `blocked`: by guards. */
export function keptAttributes(
  { desired, live, variants }: { readonly desired: Desired; readonly live: Live; readonly variants: Variants },
  blocked: ReadonlyMap<Address, HoldReason>,
): KeptAttributes {
  const { accessControl: wanted } = desired.state;
  const { accessControl: now } = live.state;
  if (wanted === undefined) return { ...optional({ accessControl: now }), held: [], waiting: new Map() };
  const origins = (desired.facts.get(ATTRIBUTES_ADDRESS)?.origins ?? []).map(originOf);
  const heldWrite = (
    { address, action }: Pick<Write, 'address' | 'action'>,
    keys: readonly string[],
    reason: HoldReason,
  ): Held => ({
    kind: 'access-control-attributes',
    action,
    address,
    keys,
    origins,
    ...reason,
  });
  if (now === undefined) {
    const keys = (wanted.attributes ?? []).map(({ key }) => key);
    const reason = holdReasonFrom(diagnose('plan/attributes-unread', {}));
    return { held: [heldWrite({ address: ATTRIBUTES_ADDRESS, action: 'update' }, keys, reason)], waiting: new Map() };
  }
  const writes = attributeWrites(now, wanted);
  const heldWrites = writes.flatMap((write) => {
    const reason = blocked.get(write.address);
    return reason === undefined ? [] : [{ write, reason }];
  });
  return {
    accessControl: configurationAfter(now, wanted, {
      writes,
      made: writes.filter(({ address }) => !blocked.has(address)),
    }),
    held: heldWrites.map(({ write, reason }) =>
      heldWrite(
        write,
        attributeDifferences(write).map(({ key }) => key),
        reason,
      ),
    ),
    waiting: setsThatTest(heldWrites, desired, variants),
  };
}

function configurationAfter(
  now: AccessControl,
  wanted: AccessControl,
  { writes, made }: { readonly writes: readonly Write[]; readonly made: readonly Write[] },
): AccessControl {
  const [only] = made;
  if (made.length === writes.length) return wanted;
  if (only === undefined) return now;
  if (only.address === ATTRIBUTES_ADDRESS) return optional({ attributes: only.after });
  // What goes, goes from what live has.
  const staying = new Set((only.after ?? []).map(({ key }) => attributeKey(key)));
  return { attributes: (now.attributes ?? []).filter(({ key }) => staying.has(attributeKey(key))) };
}

/**
 * Writes of attributes that a set tests of which an assignment may not go yet: with another attribute, and still assigned, is neither what the old files
 * give nor what the new ones do. Assignments of principals that are gone are nobody's.
 */
export function writesThatWait(
  {
    live,
    variants,
    blocked = new Map(),
  }: {
    readonly live: Live;
    readonly variants: Variants;
    readonly blocked?: ReadonlyMap<Address, HoldReason> | undefined;
  },
  { state, held }: { readonly state: State; readonly held: readonly Held[] },
): ReadonlyMap<Address, HoldReason> {
  const writes = attributeWrites(live.state.accessControl, state.accessControl).filter(
    ({ address }) => !blocked.has(address),
  );
  if (writes.length === 0) return new Map();
  const staying = held.filter(
    ({ kind, action, principal }) =>
      kind === 'assignment' && action === 'delete' && principal?.id !== undefined && !live.orphans.has(principal.id),
  );
  return new Map(
    writes.flatMap((write) => {
      const isAffected = affects(write);
      const causes = staying.filter(({ permissionSet = '' }) =>
        testedKeysOf(live.state.permissionSets.get(permissionSetAddress(permissionSet)), { variants }).some(isAffected),
      );
      const [cause] = causes;
      if (cause === undefined) return [];
      const facts = {
        principal: cause.principal?.name ?? '',
        permissionSet: cause.permissionSet ?? '',
        others: causes.length - 1,
      };
      const reason = waitingFor(causes, () => diagnose('plan/attributes-held', facts));
      return [[write.address, reason] as const];
    }),
  );
}

/** Their new definitions, and new assignments on them, would meet other attributes than the files say. */
function setsThatTest(
  heldWrites: readonly { readonly write: Write; readonly reason: HoldReason }[],
  { state }: Desired,
  variants: Variants,
): ReadonlyMap<Address, HoldReason> {
  return new Map(
    [...state.permissionSets].flatMap(([address, set]) => {
      const keys = testedKeysOf(set, { variants });
      const held = heldWrites.find(({ write }) => keys.some(affects(write)));
      return held === undefined ? [] : [[address, held.reason] as const];
    }),
  );
}

/** The changes of a diff, without order. */
export function diffAttributes(desired: State, live: State): readonly AttributesChange[] {
  return attributeWrites(live.accessControl, desired.accessControl).map((write) => ({
    kind: 'access-control-attributes',
    dependsOn: [],
    origins: [],
    risk: 'unknown',
    tests: [],
    ...write,
  }));
}

export interface TestInputs {
  readonly live: Live;
  /** After the plan. */
  readonly after: State;
  readonly meanings: Meanings | undefined;
  readonly variants: Variants;
}

/** Which sets test what a change makes another, theirs and everybody's, as far as they were read; and how many have each. */
export function testsOf(
  change: AttributesChange,
  { live, after, meanings, variants }: TestInputs,
): readonly AttributeTest[] {
  const isAffected = affects(change);
  const spelling = new Map(
    [...(change.before ?? []), ...(change.after ?? [])].map(({ key }) => [attributeKey(key), key] as const),
  );
  const testsIn = (name: PermissionSetName, { old, now }: Sides, principals: number | undefined) => {
    const after = new Set(now.map(attributeKey));
    const byKey = new Map([...now, ...old].filter(isAffected).map((key) => [attributeKey(key), key]));
    return [...byKey].map(
      ([key, written]): AttributeTest => ({
        key: spelling.get(key) ?? written,
        permissionSet: name,
        ...(after.has(key) ? {} : { ends: true }),
        ...optional({ principals }),
      }),
    );
  };
  const holders = principalsBySet(live.state, after);
  const stale = setsWithOldRoles(after);
  const addresses = new Set([...live.state.permissionSets.keys(), ...after.permissionSets.keys()]);
  const ours = [...addresses].flatMap((address) => {
    const [before, then] = [live.state, after].map((state) => state.permissionSets.get(address));
    const { name } = (then ?? before)!;
    const [old, now] = [before, then].map((set) => testedKeysOf(set, { variants, meanings })) as [
      readonly string[],
      readonly string[],
    ];
    return testsIn(name, { old, now: stale.has(name) ? [...now, ...old] : now }, holders.get(name)?.size ?? 0);
  });
  const others = live.others.flatMap(({ name, definition, assignments }) => {
    if (!definition.read) return [];
    const keys = testedKeys([definition.value], meanings);
    const who = assignments.read
      ? new Set(assignments.value.map(({ principal }) => principalKey(principal)))
      : undefined;
    return testsIn(name, { old: keys, now: keys }, who?.size);
  });
  return [...ours, ...others].sort(
    (a, b) => compareText(attributeKey(a.key), attributeKey(b.key)) || compareText(a.permissionSet, b.permissionSet),
  );
}

/** Keys that policies of a set test before a plan, and after it. */
interface Sides {
  readonly old: readonly string[];
  readonly now: readonly string[];
}

/** Sets with roles that somebody has and that keep an older definition. */
function setsWithOldRoles({ assignments, provisioned }: State): ReadonlySet<PermissionSetName> {
  const old = [...assignments.values()].filter((each) => provisioned.get(pairOfAssignment(each)) !== 'latest');
  return new Set(old.map(({ permissionSet }) => permissionSet));
}

function principalsBySet(...states: readonly State[]): ReadonlyMap<PermissionSetName, ReadonlySet<string>> {
  const found = new Map<PermissionSetName, Set<string>>();
  for (const { assignments } of states)
    for (const { permissionSet, principal } of assignments.values()) {
      const principals = found.get(permissionSet) ?? new Set();
      found.set(permissionSet, principals.add(principalKey(principal)));
    }
  return found;
}

/** What policies of a set test before a plan, and after it. */
export type TestedBy = (name: PermissionSetName) => {
  readonly before: readonly string[];
  readonly after: readonly string[];
};

export function testedBy(
  live: State,
  after: State,
  read: { readonly variants: Variants; readonly meanings: Meanings | undefined },
): TestedBy {
  return (name) => {
    const [old, now] = [live, after].map((state) => state.permissionSets.get(permissionSetAddress(name)));
    return { before: testedKeysOf(old, read), after: testedKeysOf(now, read) };
  };
}

/** All that a plan does to one permission set, by address. */
export interface ChangesOfSet {
  readonly name: PermissionSetName;
  /** The definition, and its provisioning. */
  readonly definition: readonly Address[];
  /** The definition changes: it is not provisioned alone. */
  readonly isEdited: boolean;
  readonly creates: readonly Address[];
  readonly deletes: readonly Address[];
}

export interface Edge {
  readonly from: Address;
  /** What must be done first. */
  readonly to: Address;
}

/** See the top of this file. INVARIANT: with the edges within each set they form no cycle. */
export function attributeEdges(
  writes: readonly AttributesChange[],
  sets: readonly ChangesOfSet[],
  tested: TestedBy,
): readonly Edge[] {
  const edges: Edge[] = [];
  const link = (from: readonly Address[], to: readonly Address[]) =>
    edges.push(...from.flatMap((each) => to.map((other) => ({ from: each, to: other }))));
  const first = writes.find(({ address }) => address === ATTRIBUTES_ADDRESS);
  const firstAffects = first === undefined ? () => false : affects(first);
  for (const write of writes) {
    const own = [write.address];
    const isFirst = write.address === ATTRIBUTES_ADDRESS;
    const isAffected = affects(write);
    if (!isFirst)
      link(
        own,
        writes.flatMap(({ address }) => (address === write.address ? [] : [address])),
      );
    for (const { name, definition, isEdited, creates, deletes } of sets) {
      const { before, after } = tested(name);
      const [old, now] = [before.some(isAffected), after.some(isAffected)];
      if (old) link(own, deletes);
      if (old && (!now || !isFirst)) link(own, definition);
      if (now && (isFirst || (!old && !before.some(firstAffects)))) link(definition, own);
      if (old && now && (isFirst || !isEdited)) link(creates, own);
    }
  }
  return edges;
}
