// What live has otherwise than the files say, and the ways out of it: by kind, what nobody has looked at first; one entry for all accounts in which it is the same.
import { counted } from '../diagnostics/wording.ts';
import type { Drift } from '../drift/drift.ts';
import { DRIFT_KINDS, type DriftItem, type DriftKind, type Way } from '../drift/item.ts';
import { type Names, namedAccount, namedPrincipal } from '../holdings/names.ts';
import { instantOf } from '../instant.ts';
import { optional } from '../optional.ts';
import type { AttributesChange, PermissionSetChange } from '../plan/change.ts';
import { groupBy } from '../state/group-by.ts';
import type { AccountId, PrincipalId } from '../state/state.ts';
import { accountPhrase, allPlacesPhrase } from './accounts.ts';
import { COMMENT_LIMIT, markdownBytes } from './comment-size.ts';
import { definitionBlocks } from './definition-blocks.ts';
import { type Block, type Document, type Fact, heading, paragraph, title } from './document.ts';
import { findingsBlock } from './findings.ts';
import { fitParts } from './fit.ts';
import { heldPrincipal, namedAccounts } from './names.ts';
import { joined, type Phrase, phrase, prose, quiet, say, strong, toned, whole } from './phrase.ts';
import { placesOf } from './places.ts';
import { attributeItems } from './plan-attributes.ts';
import { resourcePhrase } from './plan-resources.ts';
import { principalPhrase } from './who.ts';
import { snapshotWords } from './wording.ts';

export function driftReport(drift: Drift): Document {
  return [
    ...head(drift),
    ...DRIFT_KINDS.flatMap((kind) => kindBlocks(kind, drift, true)),
    ...(drift.notices.length === 0 ? [] : [heading(say('Notices')), findingsBlock(drift.notices)]),
    paragraph(strong(say(verdict(drift)))),
  ];
}

/** For a page: the verdict first. */
export function driftPage(drift: Drift): Document {
  return [
    title(say(`access drift: ${verdict(drift)}`)),
    ...head(drift),
    ...DRIFT_KINDS.flatMap((kind) => kindBlocks(kind, drift, true)),
    ...(drift.notices.length === 0 ? [] : [heading(say('Notices')), findingsBlock(drift.notices)]),
  ];
}

/** Room for the title, the head and the words on what is left out. */
const FRAME = 1_000;

/** As much as fits in an issue; what is left out is counted. */
export function driftComment(drift: Drift, { limit = COMMENT_LIMIT }: { readonly limit?: number } = {}): Document {
  const parts = fitParts(
    {
      items: { blocks: DRIFT_KINDS.flatMap((kind) => kindBlocks(kind, drift, false)), most: 1 },
      notices: { blocks: drift.notices.length === 0 ? [] : [findingsBlock(drift.notices)], most: 1 },
    },
    { room: limit - FRAME, measure: markdownBytes },
  );
  const missing = parts.items.missing + parts.items.hidden + parts.notices.missing + parts.notices.hidden;
  const left: readonly Block[] =
    missing + parts.items.shortened === 0
      ? []
      : [
          {
            kind: 'callout',
            phrase: [...toned('alarm', say('INCOMPLETE')), ...prose(': `access drift` prints all of it')],
          },
        ];
  return [
    title(say(`access drift: ${verdict(drift)}`)),
    ...left,
    ...head(drift),
    ...parts.items.blocks,
    ...(parts.notices.blocks.length === 0 ? [] : [heading(say('Notices')), ...parts.notices.blocks]),
  ];
}

function trailWords({ who, names }: Drift): readonly Block[] {
  if (who === undefined) return [];
  const where = accountPhrase(namedAccount(who.account, names));
  const cut = who.cut.length === 0 ? '' : `; of ${who.cut.join(', ')} the newest only`;
  return [
    paragraph(quiet(phrase`who did it: by the CloudTrail of ${where} in ${who.region}, the last 90 days${say(cut)}`)),
  ];
}

function head(drift: Drift): readonly Block[] {
  const {
    instance: { arn, region },
    asOf,
    ignored,
    config: { commit },
    snapshot,
  } = drift;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const files = commit === undefined ? [] : phrase`, files of ${commit.slice(0, 12)}`;
  const setAside =
    ignored === 0 ? [] : [paragraph(quiet(say(`set aside by unmanaged.ignore: ${counted(ignored, 'assignment')}`)))];
  return [
    paragraph(
      quiet(
        phrase`Identity Center ${name} in ${region}, as of ${say(momentWords(asOf))}${files}${say(snapshotWords(snapshot, instantOf(asOf)))}`,
      ),
    ),
    ...trailWords(drift),
    ...setAside,
  ];
}

const momentWords = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

/** `no drift`, or how many of what. */
function verdict({ items }: Pick<Drift, 'items'>): string {
  if (items.length === 0) return 'no drift';
  const kinds = DRIFT_KINDS.flatMap((kind) => {
    const count = items.filter((item) => item.kind === kind).length;
    const { one, more } = WORDS[kind];
    if (count === 0) return [];
    return [count > 1 && more !== undefined ? `${count} ${more}` : counted(count, one)];
  });
  return kinds.join(', ');
}

const WORDS: Readonly<Record<DriftKind, { readonly one: string; readonly more?: string; readonly title: string }>> = {
  'foreign-permission-set': {
    one: 'permission set of an unknown owner',
    more: 'permission sets of unknown owners',
    title: 'Permission sets of owners that are not listed',
  },
  'unmanaged-permission-set': { one: 'unmanaged permission set', title: 'Permission sets that are not managed' },
  'undeclared-permission-set': {
    one: 'undeclared permission set',
    title: 'Permission sets under our tag that are not declared',
  },
  definition: { one: 'definition that differs', more: 'definitions that differ', title: 'Definitions that differ' },
  'missing-permission-set': { one: 'missing permission set', title: 'Permission sets that are missing' },
  'group-assignment': {
    one: 'group assignment not in the files',
    more: 'group assignments not in the files',
    title: 'Assignments of groups that no grant asks for',
  },
  'user-assignment': {
    one: 'user assignment not in the files',
    more: 'user assignments not in the files',
    title: 'Assignments of users',
  },
  'orphan-assignment': {
    one: 'assignment of a deleted principal',
    more: 'assignments of deleted principals',
    title: 'Assignments of principals that are deleted',
  },
  'ended-assignment': {
    one: 'assignment of an ended grant',
    more: 'assignments of ended grants',
    title: 'Assignments of grants that have ended',
  },
  'missing-assignment': { one: 'missing assignment', title: 'Assignments that are missing' },
  'outdated-role': { one: 'outdated role', title: 'Roles that do not have the latest definition' },
  'access-control-attributes': {
    one: 'configuration of attributes for access control that differs',
    more: 'configurations of attributes for access control that differ',
    title: 'Attributes for access control that differ',
  },
  resource: {
    one: 'resource that differs',
    more: 'resources that differ',
    title: 'What assignments of other targets need, and is not as the files say',
  },
};

/** Items that differ by their account alone are one. */
function kindBlocks(kind: DriftKind, drift: Drift, open: boolean): readonly Block[] {
  const items = drift.items.filter((item) => item.kind === kind);
  if (items.length === 0) return [];
  const same = groupBy(items, ({ permissionSet, resource, principal, waits, isApplied, who }) =>
    JSON.stringify([permissionSet, resource, principal, waits, isApplied, who?.by]),
  );
  return [heading(say(WORDS[kind].title)), ...[...same.values()].map((group) => itemBlock(group, drift.names, open))];
}

function itemBlock(items: readonly DriftItem[], names: Names, open: boolean): Block {
  const [item] = items as readonly [DriftItem, ...DriftItem[]];
  const notes = [
    ...(item.owner === undefined ? [] : [phrase`owner ${item.owner}`]),
    ...(item.administrator === true ? [toned('alarm', say('administrator access'))] : []),
    ...(item.assignments === undefined ? [] : [say(counted(item.assignments.length, 'assignment'))]),
    ...doers(items),
    ...(item.waits === undefined ? [] : [phrase`on hold: ${prose(item.waits.reason)}`]),
  ];
  return {
    kind: 'details',
    open,
    summary: {
      mark: [{ kind: 'mark', sign: SIGNS[item.kind].sign, tone: SIGNS[item.kind].tone }],
      phrase: subject(items, names),
      notes,
      places: placesOf(item.origins),
      size: items.length,
    },
    blocks: [
      ...definition(item, names),
      ...attributesBlock(item),
      ...holders(item, names),
      { kind: 'facts', rows: waysRows(items), colons: true },
    ],
  };
}

/** `CreateAccountAssignment by arn:aws:sts::…:assumed-role/…/ann on 2026-11-21 14:03 UTC`; of several the last. */
function doers(items: readonly DriftItem[]): readonly Phrase[] {
  const known = items.flatMap(({ who }) => (who === undefined ? [] : [who]));
  const [last] = known.sort((a, b) => (a.at < b.at ? 1 : -1));
  return last === undefined ? [] : [phrase`${last.operation} by ${last.by} on ${say(momentWords(last.at))}`];
}

const LIVE_ONLY = { sign: '+', tone: 'gain' } as const;
const SIGNS = {
  'foreign-permission-set': LIVE_ONLY,
  'unmanaged-permission-set': LIVE_ONLY,
  'undeclared-permission-set': LIVE_ONLY,
  definition: { sign: '~', tone: 'warning' },
  'missing-permission-set': { sign: '-', tone: 'loss' },
  'group-assignment': LIVE_ONLY,
  'user-assignment': LIVE_ONLY,
  'orphan-assignment': LIVE_ONLY,
  'ended-assignment': LIVE_ONLY,
  'missing-assignment': { sign: '-', tone: 'loss' },
  'outdated-role': { sign: '!', tone: 'warning' },
  'access-control-attributes': { sign: '~', tone: 'warning' },
  resource: { sign: '~', tone: 'warning' },
} as const satisfies Readonly<Record<DriftKind, { readonly sign: string; readonly tone: 'gain' | 'loss' | 'warning' }>>;

function subject(items: readonly DriftItem[], names: Names): Phrase {
  const { kind, permissionSet, principal, resource } = items[0]!;
  if (resource !== undefined) return resourcePhrase(resource, names);
  if (permissionSet === undefined) return say('attributes for access control of the instance');
  const accounts = items.flatMap(({ account }) => (account === undefined ? [] : [account]));
  const where = accounts.length === 0 ? [] : phrase` ${places(accounts, names)}`;
  if (principal === undefined) return phrase`${permissionSet}${where}`;
  const { id, name, type } = principal;
  const named =
    id === undefined
      ? heldPrincipal({ type, name: name ?? '' }, names)
      : namedPrincipal({ type, id: id as PrincipalId }, names, name === undefined);
  const has = kind === 'missing-assignment' ? 'lacks' : 'has';
  return phrase`${principalPhrase(named)} ${say(has)} ${permissionSet}${where}`;
}

function places(accounts: readonly AccountId[], names: Names): Phrase {
  return allPlacesPhrase(namedAccounts(accounts, names), names, true);
}

/** From what the files say to what live has. */
function definition(
  { kind, address, permissionSet = '', files, live, fields }: DriftItem,
  names: Names,
): readonly Block[] {
  if (kind !== 'definition' || files === undefined || live === undefined || fields === undefined) return [];
  const shown: PermissionSetChange = {
    kind: 'permission-set',
    action: 'update',
    address,
    permissionSet,
    before: files,
    after: live,
    fields,
    risk: 'unknown',
    dependsOn: [],
    origins: [],
  };
  return [paragraph(quiet(say('files → live'))), ...definitionBlocks({ change: shown, shown }, names)];
}

/** From what the files say to what live has. */
function attributesBlock({ attributes, address, origins }: DriftItem): readonly Block[] {
  if (attributes === undefined) return [];
  const change: AttributesChange = {
    kind: 'access-control-attributes',
    action: 'update',
    address,
    ...optional({ before: attributes.files.attributes, after: attributes.live.attributes }),
    tests: [],
    risk: 'unknown',
    dependsOn: [],
    origins,
  };
  const items = attributeItems(change).map(({ places: _, ...item }) => item);
  return [paragraph(quiet(say('files → live'))), { kind: 'list', items }];
}

function holders({ assignments = [] }: DriftItem, names: Names): readonly Block[] {
  if (assignments.length === 0) return [];
  const byPrincipal = groupBy(assignments, ({ principal }) => principal.id);
  const items = [...byPrincipal.values()].map((held) => {
    const { principal } = held[0]!;
    const isKnown = Object.hasOwn(names.principals, principal.id);
    const who = principalPhrase(namedPrincipal(principal, names, !isKnown));
    return {
      phrase: phrase`${who} ${places(
        held.map(({ account }) => account),
        names,
      )}`,
    };
  });
  return [{ kind: 'list', items }];
}

const WAYS = { takeBack: 'take back', takeOver: 'take over', accept: 'accept' } as const;

function waysRows(items: readonly DriftItem[]): readonly Fact[] {
  return (Object.keys(WAYS) as (keyof typeof WAYS)[]).flatMap((name) =>
    wayRows(WAYS[name], mergedWay(items.map(({ waysOut }) => waysOut[name]))),
  );
}

/** Rules of several accounts are items of one list. */
function mergedWay(ways: readonly Way[]): Way {
  const [first] = ways as readonly [Way, ...Way[]];
  const texts = [...new Set(ways.flatMap(({ yaml }) => (yaml === undefined ? [] : [yaml.text])))];
  if (first.yaml === undefined || texts.length < 2) return first;
  const items = texts.map((text) => text.slice(text.indexOf(ITEM)));
  const lead = first.yaml.text.slice(0, first.yaml.text.indexOf(ITEM));
  return { ...first, yaml: { ...first.yaml, text: lead + items.join('\n') } };
}

const ITEM = '    - ';

function wayRows(label: string, { yaml, command, note }: Way): readonly Fact[] {
  const run = command === undefined ? [] : [whole([{ kind: 'code', text: command }])];
  const sentence = [...run, ...(note === undefined ? [] : [prose(note)])];
  const spoken: readonly Fact[] =
    sentence.length === 0 ? [] : [{ label: say(label), values: [joined(sentence, '; ')] }];
  if (yaml === undefined) return spoken;
  const file = yaml.file === undefined ? 'with' : `in ${yaml.file}`;
  const lines = yaml.text.split('\n').map((text) => ({ mark: '' as const, text }));
  const code: Fact = { label: say(`${label} ${file}`), code: { kind: 'code', language: 'yaml', lines } };
  // What is run comes after what is written.
  return [
    code,
    ...(spoken.length === 0
      ? []
      : [{ label: say(command === undefined ? 'note' : 'then'), values: [joined(sentence, '; ')] }]),
  ];
}
