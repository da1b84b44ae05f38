// Folders and policies of about one megabyte that nobody would write but to stop a pull request from being checked. Each repeats what some
// phase could multiply; `npm run bench:hostile` measures them, and tests hold them to bounds that are diagnostics.

const MEGABYTE = 980_000;

export interface HostileInput {
  /** What there is too much of. */
  readonly name: string;
  /** How it is handed over: a config folder, or policies on the command line. */
  readonly command: 'validate' | 'lint' | 'compare';
  /** Committed, and held against that commit as well: everything is done twice. */
  readonly base?: true;
  /** Texts by path, of so many characters together, as far as what there is too much of is not a fixed number. Absent: a megabyte. */
  readonly files: (size?: number) => Readonly<Record<string, string>>;
}

/** `make` of 0, 1, 2 … joined until they have that many characters. */
export function filled(size: number, make: (place: number) => string): string {
  const parts: string[] = [];
  let length = 0;
  for (let place = 0; length < size; place++) {
    const part = make(place);
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}

const times = (count: number, make: (place: number) => string, separator = ''): string =>
  Array.from({ length: count }, (_, place) => make(place)).join(separator);

const digits = (place: number, width = 12): string => String(place).padStart(width, '0');
const groupsNamed = (count: number, name: (place: number) => string) =>
  `groups:\n${times(count, (place) => `  ${name(place)}: { unpinned: true }\n`)}`;
const setsNamed = (count: number, name: (place: number) => string) =>
  `permissionSets:\n${times(count, (place) => `  ${name(place)}: { managedPolicies: [ReadOnlyAccess] }\n`)}`;
const inventory = (count: number, name: (place: number) => string = (place) => `a${place}`) =>
  `accounts:\n${times(count, (place) => `  ${name(place)}: { id: "${digits(place)}" }\n`)}`;
const COMPLETE = 'identityCenter: { inventoryComplete: true, owner: orchard }\n';

const statement = (place: number) =>
  `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::apples-${place}/*"}`;
const document = (statements: string) => `{"Version":"2012-10-17","Statement":[${statements}]}`;

/** One file of the folder. */
const config = (name: string, text: (size: number) => string): HostileInput =>
  folder(name, (size) => ({ 'access.yaml': text(size) }));
const folder = (name: string, files: (size: number) => Readonly<Record<string, string>>): HostileInput => ({
  name,
  command: 'validate',
  files: (size = MEGABYTE) => files(size),
});
const policy = (name: string, text: (size: number) => string): HostileInput => ({
  name,
  command: 'lint',
  files: (size = MEGABYTE) => ({ 'policy.json': text(size) }),
});
/** A thousand, which is as many guardrails as there may be. */
const atTheBound = (make: (place: number) => string) => `guardrails:\n  rules:\n${times(1000, make)}`;
/** Inline policies of permission sets, each as large as one may be, until there is a megabyte of them. */
const inline = (name: string, statements: (place: number) => string): HostileInput =>
  config(
    name,
    (size) =>
      `${COMPLETE}permissionSets:\n${filled(
        size,
        (place) => `  Set${place}:\n    inlinePolicy: ${document(statements(place))}\n`,
      )}`,
  );

const SYNTAX: readonly HostileInput[] = [
  config('brackets', (size) => '['.repeat(size)),
  config('pairs of brackets', (size) => `a: [${filled(size, () => '[],')}]`),
  config('items of one character', (size) => `a: [${filled(size, () => 'a,')}]`),
  config('commas', (size) => `a: [${filled(size, () => ',')}]`),
  config('empty items', (size) => `a:\n${filled(size, () => '-\n')}`),
  config('nested dashes', (size) => `a:\n${filled(size, () => '- - - - - - - - - - a\n')}`),
  config('tags', (size) => `a: ${filled(size, () => '!t ')}a`),
  config('core tags', (size) => `a: ${filled(size, () => '!!str ')}a`),
  config('tagged values', (size) => `a: [${filled(size, () => '!t a,')}]`),
  config('anchors of one value', (size) => `a: ${filled(size, () => '&a ')}a`),
  config('anchors', (size) => `a: [${filled(size, (place) => `&a${place} a,`)}]`),
  config('aliases', (size) => `a: [&a x,${filled(size, () => '*a,')}]`),
  config(
    'aliases of aliases',
    (size) => `a0: &a0 [x]\n${filled(size, (place) => `a${place + 1}: &a${place + 1} [*a${place},*a${place}]\n`)}`,
  ),
  config('aliases that deepen', () => deepAliases()),
  config(
    'aliases that repeat a long text',
    (size) => `groups: &g\n  a: &t ${'x'.repeat(size / 2)}\ngrants: [${times(99, () => '*t', ',')}]`,
  ),
  config('unknown aliases', (size) => `a: [${filled(size, (place) => `*a${place},`)}]`),
  config('broken lines', (size) => filled(size, () => '@a\n')),
  config('broken items', (size) => `a: [${filled(size, () => '@,')}]`),
  config('directives', (size) => filled(size, () => '%a\n')),
  config('documents', (size) => filled(size, () => '---\n')),
  config('documents of a word', (size) => filled(size, () => '---\na\n')),
  config('ends of documents', (size) => filled(size, () => '...\n')),
  config('comments', (size) => filled(size, () => '#\n')),
  config('comments between items', (size) => `a:\n${filled(size, () => '- a #\n#\n')}`),
  config('blank lines', (size) => `a: b${'\n'.repeat(size)}c: d`),
  config('spaces', (size) => `a: b${' '.repeat(size)}c`),
  config('lines of spaces', (size) => `a: b\n${filled(size, () => '    \n')}c: d`),
  config('tabs', (size) => `a:\n${filled(size, () => '\t\n')}`),
  config('explicit keys', (size) => filled(size, (place) => `? a${place}\n: b\n`)),
  config('explicit keys without values', (size) => filled(size, () => '? a\n')),
  config('keys without values', (size) => filled(size, () => ':\n')),
  config('colons', (size) => `a: [${filled(size, () => ':,')}]`),
  config('pairs in lists', (size) => `a: [${filled(size, () => 'a: b,')}]`),
  config('quotes', (size) => `a: [${filled(size, () => '"",')}]`),
  config('escapes', (size) => `a: "${filled(size, () => '\\n')}"`),
  config('bad escapes', (size) => `a: "${filled(size, () => '\\z')}"`),
  config('folded lines', (size) => `a: "${filled(size, () => 'a\n ')}"`),
  config('block scalars', (size) => `a:\n${filled(size, () => '- |\n a\n')}`),
  config('lines of a block scalar', (size) => `a: |\n${filled(size, () => ' a\n')}`),
  config('lines of a folded scalar', (size) => `a: >\n${filled(size, () => ' a\n')}`),
  config('a long key', (size) => `${'k'.repeat(size)}: a`),
  config('a long explicit key', (size) => `? ${'k'.repeat(size)}\n: a`),
  config('a number of a million digits', (size) => `guards: { deletes: { more: ${'9'.repeat(size)} } }`),
  config('a fraction of a million digits', (size) => `guards: { deletes: { share: 0.${'1'.repeat(size)}x } }`),
  config('merge keys', (size) => `a: &a { x: 1 }\nb:\n${filled(size, () => '  <<: *a\n')}`),
  config('control characters', (size) => `a: b\n${filled(size, () => '#\u0001\n')}`),
  config('carriage returns', (size) => `a: b\n${filled(size, () => '#\r#')}`),
  config('control characters by escape', (size) => `a: [${filled(size, () => '"\\e",')}]`),
  config('bidirectional overrides', (size) => `a: "${'\u202e'.repeat(size / 3)}"`),
  config('surrogate escapes', (size) => `a: [${filled(size, () => '"\\ud800",')}]`),
  config('wide characters', (size) => `a: ${'界'.repeat(size / 3)}`),
  config('combining characters', (size) => `groups: { a: { displayName: "${'e\u0301'.repeat(size / 3)}" } }`),
  config('ligatures that grow', (size) => `groups: { a: { displayName: "${'\ufdfa'.repeat(size / 3)}" } }`),
];

/** Anchors whose values hold the one before at the bottom of sixty lists. */
function deepAliases(): string {
  const level = (place: number) =>
    `k${place}: &k${place} ${'['.repeat(60)}${place === 0 ? 'x' : `*k${place - 1}`}${']'.repeat(60)}\n`;
  return `${times(99, level)}grants: *k98\n`;
}

const KEYS: readonly HostileInput[] = [
  config('unknown keys', (size) => filled(size, (place) => `key-${place}: 1\n`)),
  config('unknown keys of a group', (size) => `groups:\n  a:\n${filled(size, (place) => `    k${place}: 1\n`)}`),
  config('unknown keys with much in them', (size) => filled(size, (place) => `k${place}: { a: [b, c] }\n`)),
  config('mistyped keys', (size) => `groups:\n${filled(size, (place) => `  g${place}: { displayNam: x }\n`)}`),
  config('repeated keys', (size) => filled(size, () => 'a: 1\n')),
  config('repeated groups', (size) => `groups:\n${filled(size, () => '  a: { unpinned: true }\n')}`),
  config('repeated keys within repeated keys', (size) => repeatedWithin(50, size / 2)),
  config('missing keys', (size) => `accounts:\n${filled(size, (place) => `  a${place}: {}\n`)}`),
  config('wrong types', (size) => `groups:\n${filled(size, (place) => `  a${place}: 1\n`)}`),
  config('wrong words', (size) => `diagnostics:\n${filled(size, (place) => `  a/b${place}: on\n`)}`),
  config('unknown codes', (size) => `diagnostics:\n${filled(size, (place) => `  yaml/dupl-kay${place}: off\n`)}`),
  config('keys that are no text', (size) => filled(size, (place) => `${place}: 1\n`)),
  config('keys that are lists', (size) => filled(size, () => '[a]: 1\n')),
  config('__proto__', (size) => filled(size, () => '__proto__: 1\n')),
  config(
    'a long unknown key under many aliases',
    (size) =>
      `a: &a { "${'k'.repeat(1000)}": 1 }\n${filled(size, (place) => `b${place}: { "${'l'.repeat(1000)}": 1 }\n`)}`,
  ),
  config(
    'keys of a selector',
    (size) => `grants: [{ groups: a, permissionSets: b, accounts: { ${filled(size, (place) => `k${place}: 1,`)} } }]`,
  ),
];

function repeatedWithin(depth: number, leaf: number): string {
  let text = `"${'x'.repeat(leaf)}"`;
  for (let level = 0; level < depth; level++) text = `{a: 1, a: ${text}}`;
  return `groups: ${text}`;
}

const NAMES: readonly HostileInput[] = [
  config('names nobody declares', (size) => {
    const names = (kind: string) => filled(size * 0.3, (place) => `${kind}-orchard-${place * 7},`);
    return `${COMPLETE}${groupsNamed(7000, (place) => `g-orchard-${place}`)}${setsNamed(2000, (n) => `s-orchard-${n}`)}grants: [{ groups: [${names('q')}], permissionSets: [${names('r')}], accounts: "*" }]`;
  }),
  config('anagrams of names', (size) => {
    const word = (place: number) => anagram('abcdefghijklmnopqrstuvwxyz', place);
    const unknown = filled(size / 2, (place) => `${word(place + 500_000)},`);
    return `${COMPLETE}groups:\n${filled(size / 2, (place) => `  ${word(place)}: { unpinned: true }\n`)}grants: [{ groups: [${unknown}], permissionSets: a, accounts: "*" }]`;
  }),
  config('long names nobody declares', (size) => {
    const name = (kind: string) => (place: number) => `${kind.repeat(400)}${place}`;
    return `${COMPLETE}${groupsNamed(1000, name('g'))}grants: [{ groups: [${filled(size / 2, (place) => `${name('h')(place)},`)}], permissionSets: a, accounts: "*" }]`;
  }),
  config(
    'accounts nobody declares',
    (size) =>
      `${COMPLETE}${inventory(13_000, (place) => `press-${place}`)}grants: [{ groups: a, permissionSets: b, accounts: [${filled(size / 2, (place) => `prass-${place},`)}] }]`,
  ),
  config(
    'managed policies that do not exist',
    (size) => `permissionSets:\n  A: { managedPolicies: [${filled(size, (place) => `AmazonS${place}FullAccess,`)}] }`,
  ),
  config('names that a broken file may declare', (size) => brokenFile(size).text),
  folder('names that broken files may declare', (size) => {
    const { text, grants } = brokenFile(size);
    return { 'access.yaml': COMPLETE, 'broken.yaml': text, 'grants.yaml': grants };
  }),
  folder('globs over a broken file', (size) => ({
    'access.yaml': COMPLETE,
    'broken.yaml': `a: [\n${filled(size / 2, (place) => `word${place} `)}`,
    'grants.yaml': `grants: [{ groups: a, permissionSets: b, accounts: [${filled(size / 2, (place) => `"x${place}*y",`)}] }]`,
  })),
  config(
    'look-alike groups',
    (size) =>
      `groups:\n${filled(size, (place) => `  g${place}: { displayName: ${place % 2 ? 'Apple' : 'APPLE'}, unpinned: true }\n`)}`,
  ),
  config(
    'one pin for many groups',
    (size) =>
      `groups:\n${filled(size, (place) => `  g${place}: { objectId: 8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159 }\n`)}`,
  ),
  config(
    'one id for many accounts',
    (size) => `accounts:\n${filled(size, (place) => `  a${place}: { id: "222222222222" }\n`)}`,
  ),
  config(
    'management accounts',
    (size) => `accounts:\n${filled(size, (place) => `  a${place}: { id: "${digits(place)}", management: true }\n`)}`,
  ),
  config(
    'permission sets of one name in other cases',
    (size) =>
      `permissionSets:\n${filled(size, (place) => `  ${cases(place)}: { managedPolicies: [ReadOnlyAccess] }\n`)}`,
  ),
  config(
    'names of policies in one file',
    (size) => `permissionSets:\n${filled(size, (place) => `  S${place}: { inlinePolicy: ../p${place}.json }\n`)}`,
  ),
  config(
    'expiries that are no dates',
    (size) =>
      `grants:\n${filled(size, () => '- { groups: a, permissionSets: b, accounts: c, expires: 2026-02-30 }\n')}`,
  ),
];

const brokenFile = (size: number) => ({
  text: `groups: {\n${filled(size / 2, (place) => `  g${place} h${place}\n`)}`,
  grants: `grants: [{ groups: [${filled(size / 2, (place) => `q${place},`)}], permissionSets: a, accounts: "*" }]`,
});

function anagram(letters: string, place: number): string {
  const left = [...letters];
  let text = '';
  let state = place * 2_654_435_761;
  while (left.length > 0) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += left.splice(state % left.length, 1)[0];
  }
  return text;
}

/** `developer` in one of its 512 cases. */
const cases = (place: number): string =>
  [...'abcdefghijklmnop'].map((letter, bit) => ((place >> bit) & 1 ? letter.toUpperCase() : letter)).join('');

const PRODUCTS: readonly HostileInput[] = [
  config(
    'groups × permission sets × accounts',
    () =>
      `${COMPLETE}${groupsNamed(2000, (n) => `g${n}`)}${setsNamed(2000, (n) => `S${n}`)}${inventory(2000)}grants:\n${times(
        30,
        () =>
          `- { groups: [${times(500, (n) => `g${n}`, ',')}], permissionSets: [${times(2000, (n) => `S${n}`, ',')}], accounts: "*" }\n`,
      )}`,
  ),
  config(
    'one grant of all to all everywhere',
    () =>
      `${COMPLETE}${groupsNamed(2000, (n) => `g${n}`)}${setsNamed(2000, (n) => `S${n}`)}${inventory(2000)}grants: [{ groups: [${times(2000, (n) => `g${n}`, ',')}], permissionSets: [${times(2000, (n) => `S${n}`, ',')}], accounts: "*" }]\n`,
  ),
  config(
    'just below the most assignments',
    () =>
      `${COMPLETE}${groupsNamed(99, (n) => `g${n}`)}${setsNamed(10, (n) => `S${n}`)}${inventory(1000)}grants: [{ groups: [${times(99, (n) => `g${n}`, ',')}], permissionSets: [${times(10, (n) => `S${n}`, ',')}], accounts: "*" }]\n`,
  ),
  config(
    'grants of everything to nobody',
    (size) =>
      `${COMPLETE}${inventory(15_000)}grants:\n${filled(size / 2, () => '- { groups: a, permissionSets: b, accounts: "*" }\n')}`,
  ),
  config(
    'globs × accounts',
    (size) =>
      `${COMPLETE}${inventory(15_000)}grants: [{ groups: a, permissionSets: b, accounts: [${filled(size / 2, (place) => `"a*${place}*x",`)}] }]`,
  ),
  config(
    'globs full of stars × long names',
    () =>
      `${COMPLETE}accounts:\n${times(500, (place) => `  ${'a'.repeat(1000)}${place}: { id: "${digits(place)}" }\n`)}grants: [{ groups: a, permissionSets: b, accounts: [${times(480, (place) => `"${'*a'.repeat(480)}*b${place}"`, ',')}] }]`,
  ),
  config(
    'names × accounts',
    (size) =>
      `${COMPLETE}${inventory(15_000)}grants: [{ groups: a, permissionSets: b, accounts: [${filled(size / 2, (place) => `a${place % 15_000},`)}] }]`,
  ),
  config(
    'units × accounts',
    (size) =>
      `${COMPLETE}accounts:\n${times(10_000, (place) => `  a${place}: { id: "${digits(place)}", ou: U${place}/V }\n`)}grants: [{ groups: a, permissionSets: b, accounts: [${filled(size / 2, (place) => `"ou:U${place % 10_000}/**",`)}] }]`,
  ),
  config(
    'deep units',
    () =>
      `${COMPLETE}accounts:\n${times(49, (place) => `  a${place}: { id: "${digits(place)}", ou: ${'U/'.repeat(10_000)}${place} }\n`)}`,
  ),
  config(
    'tags × accounts',
    (size) =>
      `${COMPLETE}accounts:\n${times(9_000, (place) => `  a${place}: { id: "${digits(place)}", tags: { t: x${place} } }\n`)}grants: [{ groups: a, permissionSets: b, accounts: [${filled(size / 2, (place) => `"tag:t=x${place}",`)}] }]`,
  ),
  config(
    'exceptions × accounts',
    (size) =>
      `${COMPLETE}${inventory(15_000)}grants:\n${filled(size / 2, (place) => `- { groups: a, permissionSets: b, accounts: "*", except: a${place % 15_000} }\n`)}`,
  ),
  config(
    'intersections of everything',
    (size) =>
      `${COMPLETE}${inventory(15_000)}grants:\n${filled(size / 2, () => '- { groups: a, permissionSets: b, accounts: { intersect: ["*", "*", "a*"] } }\n')}`,
  ),
  config(
    'nested intersections',
    (size) =>
      `${COMPLETE}${inventory(1000)}grants:\n${filled(size / 2, () => `- { groups: a, permissionSets: b, accounts: ${'{ intersect: ["*", '.repeat(25)}"*"${'] }'.repeat(25)} }\n`)}`,
  ),
  config(
    'account sets in account sets',
    (size) =>
      `${COMPLETE}${inventory(1000)}accountSets:\n${filled(size / 2, (place) => `  s${digits(place, 6)}: { include: "set:s${digits(place + 1, 6)}" }\n`)}`,
  ),
  config(
    'account sets in a circle',
    () =>
      `${COMPLETE}accountSets:\n${times(20_000, (place) => `  s${digits(place, 6)}: { include: "set:s${digits((place + 1) % 20_000, 6)}" }\n`)}`,
  ),
  config(
    'account sets of everything',
    (size) =>
      `${COMPLETE}${inventory(15_000)}accountSets:\n${filled(size / 2, (place) => `  s${place}: { include: "*" }\n`)}`,
  ),
  config(
    'account sets of all account sets before',
    () =>
      `${COMPLETE}${inventory(1000)}accountSets:\n  s0: { include: "*" }\n${times(400, (place) => `  s${place + 1}: { include: [${times(place + 1, (n) => `"set:s${n}"`, ',')}] }\n`)}`,
  ),
  config(
    'ignored permission sets',
    (size) =>
      `unmanaged:\n  ignore:\n${filled(size / 2, (place) => `  - permissionSets: "${'*a'.repeat(10)}${place}"\n`)}permissionSets:\n${filled(size / 2, (place) => `  ${'a'.repeat(24)}${digits(place, 6)}: { managedPolicies: [ReadOnlyAccess] }\n`)}`,
  ),
  config(
    'permission sets',
    (size) => `permissionSets:\n${filled(size, (place) => `  S${place}: { managedPolicies: [ReadOnlyAccess] }\n`)}`,
  ),
  config(
    'different managed policies',
    (size) =>
      `permissionSets:\n${filled(size, (place) => `  S${place}: { managedPolicies: [${managed(place).join(',')}], tags: { t: "${place}" } }\n`)}`,
  ),
  config(
    'silences',
    (size) =>
      `permissionSets:\n  S:\n    managedPolicies: [${filled(size / 3, () => 'ReadOnlyAccess,')}]\n    silence:\n${filled(size / 2, () => '    - { code: permission-set/duplicate-policy, reason: x }\n')}`,
  ),
  config(
    'silences of statements',
    (size) =>
      `permissionSets:\n  S:\n    inlinePolicy: ${document(times(90, (place) => `{"Sid":"S${place}","Effect":"Allow","Action":"*","Resource":"*"}`, ','))}\n    silence:\n${filled(size, (place) => `    - { code: policy/full-administrator, reason: x, statement: S${place} }\n`)}`,
  ),
  config(
    'tags of a permission set',
    (size) =>
      `permissionSets:\n  S:\n    managedPolicies: [ReadOnlyAccess]\n    tags:\n${filled(size, (place) => `      "k${place}~": "~"\n`)}`,
  ),
  config(
    'renames',
    (size) =>
      `permissionSets:\n${filled(size, (place) => `  S${place}: { managedPolicies: [ReadOnlyAccess], renamedFrom: Old }\n`)}`,
  ),
];

const POLICIES_OF_AWS = [
  'ReadOnlyAccess',
  'AmazonS3FullAccess',
  'AmazonEC2FullAccess',
  'AWSLambda_FullAccess',
  'AmazonRDSFullAccess',
  'AmazonSQSFullAccess',
  'AmazonSNSFullAccess',
  'AmazonDynamoDBFullAccess',
  'AmazonVPCFullAccess',
  'CloudWatchFullAccess',
  'IAMFullAccess',
  'SecurityAudit',
];
const managed = (place: number) => POLICIES_OF_AWS.filter((_, bit) => ((place + 1) >> bit) & 1);

const GUARDRAILS: readonly HostileInput[] = [
  config(
    'guardrails × permission sets',
    (size) =>
      `${COMPLETE}guardrails:\n  rules:\n${filled(size / 3, (place) => `  - { id: r${place}, deny: { actions: ["s3:*${place}"] } }\n`)}${granted(300)}`,
  ),
  config(
    'guardrails of every kind of access',
    (size) =>
      `${COMPLETE}guardrails:\n  rules:\n${filled(size / 3, (place) => `  - { id: r${place}, deny: { access: [write, read, list, tagging, permissions-management], pack: escalation } }\n`)}${granted(200)}`,
  ),
  config(
    'ceilings',
    (size) =>
      `${COMPLETE}guardrails:\n  rules:\n${filled(size / 2, (place) => `  - { id: r${place}, ceiling: ${document(`{"Effect":"Allow","Action":"s3:*${place}","Resource":"*${place}*"}`)} }\n`)}${granted(300)}`,
  ),
  config(
    'one huge ceiling',
    (size) =>
      `${COMPLETE}guardrails:\n  rules:\n  - { id: r, ceiling: ${document(filled(size * 0.9, (place) => `${place === 0 ? '' : ','}${statement(place)}`))} }\n${granted(100)}`,
  ),
  config(
    'separations',
    (size) =>
      `${COMPLETE}guardrails:\n  rules:\n${filled(size / 3, (place) => `  - { id: r${place}, separate: { a: { permissionSets: "*" }, b: { permissionSets: "*" } } }\n`)}${granted(200)}`,
  ),
  config(
    'waivers',
    (size) =>
      `${COMPLETE}guardrails:\n  rules: [{ id: r, deny: { access: read } }]\n  waivers:\n${filled(size / 2, () => '  - { rule: r, until: 2099-01-01, reason: x, account: "*" }\n')}${granted(200)}`,
  ),
  config(
    'scopes',
    (size) =>
      `${COMPLETE}guardrails:\n  rules:\n${filled(size / 2, (place) => `  - { id: r${place}, scope: { groups: ["g*", "*${place}*"] , accounts: ["*"] }, deny: { managed: AdministratorAccess } }\n`)}${granted(300)}`,
  ),
  config(
    'guardrails that repeat an id',
    (size) => `${COMPLETE}guardrails:\n  rules:\n${filled(size, () => '  - { id: r, deny: { access: read } }\n')}`,
  ),
  config(
    'sets of guardrails nobody knows',
    (size) =>
      `${COMPLETE}guardrails:\n  sets:\n${filled(size / 2, (place) => `    set-${place}: { groups: [g] }\n`)}  rules:\n${filled(size / 2, (place) => `  - { id: r${place}, scope: { groups: sett-${place} }, deny: { access: read } }\n`)}groups: { g: { unpinned: true } }\n`,
  ),
  config(
    'denied actions',
    (size) =>
      `${COMPLETE}guardrails:\n  rules:\n  - { id: r, deny: { actions: [${filled(size / 2, (place) => `"*:*${place}*",`)}] } }\n${granted(100)}`,
  ),
  config(
    'denied actions nobody has',
    (size) =>
      `${COMPLETE}guardrails:\n  rules:\n  - { id: r, deny: { actions: [${filled(size / 2, (place) => `s3:GetObjekt${place},`)}] } }\n${granted(100)}`,
  ),
];

/** Permission sets with different policies, each granted to a group in some accounts. */
const granted = (count: number) =>
  `${groupsNamed(count, (n) => `g${n}`)}${inventory(20)}permissionSets:\n${times(
    count,
    (place) =>
      `  S${place}: { managedPolicies: [${managed(place).slice(0, 3).join(',')}], inlinePolicy: ${document(statement(place))} }\n`,
  )}grants:\n${times(count, (place) => `- { groups: g${place}, permissionSets: S${place}, accounts: "*" }\n`)}`;

const INLINE: readonly HostileInput[] = [
  inline('identical statements in policies', () => times(90, () => statement(1), ',')),
  inline(
    'words full of stars in policies',
    () => `{"Effect":"Allow","Action":[${times(900, (place) => `"s3:*${place}*"`, ',')}],"Resource":"*"}`,
  ),
  inline(
    'resources full of stars in policies',
    () =>
      `{"Effect":"Allow","Action":"s3:*","Resource":[${times(400, (place) => `"arn:aws:s3:::*${place}*a*"`, ',')}]}`,
  ),
  inline(
    'actions × resources in policies',
    () =>
      `{"Effect":"Allow","Action":[${times(400, (place) => `"ec2:${place % 26 > 12 ? 'D' : 'C'}*${place % 10}*"`, ',')}],"Resource":[${times(200, (place) => `"arn:aws:ec2:*:*:*${place}*"`, ',')}]}`,
  ),
  inline(
    'conditions in policies',
    () =>
      `{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{${times(200, (place) => `"StringLike${place % 2 ? 'IfExists' : ''}":{"aws:RequestTag/k${place}":"*a*"}`, ',')}}}`,
  ),
  inline('different small policies', (place) => times(3, (n) => statement(place * 3 + n), ',')),
  inline('different wide policies', (place) =>
    times(4, (n) => `{"Effect":"Allow","Action":"*","Resource":"*${place}*${n}"}`, ','),
  ),
  inline(
    'denies in policies',
    () =>
      `{"Effect":"Allow","Action":"*","Resource":"*"},${times(100, (place) => `{"Effect":"Deny","Action":"*:*${place}*","Resource":"*${place}*"}`, ',')}`,
  ),
  inline(
    'misspelt actions in policies',
    () => `{"Effect":"Allow","Action":[${times(500, (place) => `"ec2:DescribeInstnce${place}"`, ',')}],"Resource":"*"}`,
  ),
  inline('unknown services in policies', () =>
    times(100, (place) => `{"Effect":"Allow","Action":"servic${place}:Get","Resource":"*"}`, ','),
  ),
  config(
    'a policy that is too large',
    (size) =>
      `permissionSets: { S: { inlinePolicy: ${document(filled(size * 0.9, (place) => `${place === 0 ? '' : ','}${statement(place)}`))} } }`,
  ),
  config(
    'a policy of unknown elements',
    (size) => `permissionSets: { S: { inlinePolicy: { ${filled(size * 0.9, (place) => `Elemnt${place}: x,`)} } } }`,
  ),
  config(
    'a policy of strange characters',
    (size) => `permissionSets: { S: { inlinePolicy: { Statement: [${filled(size * 0.6, () => 'ā,')}] } } }`,
  ),
  folder('one large policy of many permission sets', (size) => ({
    'access.yaml': `permissionSets:\n${times(3000, (place) => `  S${place}: { inlinePolicy: p.json }\n`)}`,
    'p.json': document(filled(size * 0.8, (place) => `${place === 0 ? '' : ','}${statement(place)}`)),
  })),
  folder('one policy of many permission sets', (size) => ({
    'access.yaml': `permissionSets:\n${filled(size, (place) => `  S${place}: { inlinePolicy: p.json }\n`)}`,
    'p.json': document(times(90, (place) => statement(place), ',')),
  })),
  folder('broken policies of many permission sets', (size) => ({
    'access.yaml': `permissionSets:\n${times(9000, (place) => `  S${place}: { inlinePolicy: p.json }\n`)}`,
    'p.json': `[${filled(size / 2, () => '"\\u001b",')}1]`,
  })),
];

const CYRILLIC = 'аеорсухіјѕ';
/** All of them look like Latin names, and like each other in a close look. */
const cyrillic = (place: number) =>
  Array.from(String(place).padStart(5, '0'), (digit) => CYRILLIC[Number(digit)]).join('');

const LOOK_ALIKES: readonly HostileInput[] = [
  config(
    'names in other scripts',
    (size) =>
      `groups:\n${filled(size * 0.85, (place) => `  g${place}: { displayName: ${cyrillic(place)}, unpinned: true }\n`)}`,
  ),
  config(
    'names that look alike in a close look only',
    (size) =>
      `groups:\n${filled(size, (place) => `  g${place}: { displayName: "${times(14, (bit) => ((place >> bit) & 1 ? 'l' : '1'))}", unpinned: true }\n`)}`,
  ),
  config(
    'keys that look like names of other groups',
    (size) =>
      `groups:\n${filled(size, (place) => `  "${times(14, (bit) => ((place >> bit) & 1 ? 'l' : '1'))}": { displayName: n${place}, unpinned: true }\n`)}`,
  ),
  config(
    'long names that look alike',
    (size) =>
      `groups:\n${filled(size, (place) => `  g${place}: { displayName: "${'lO0I1'.repeat(100)}${cyrillic(place)}", unpinned: true }\n`)}`,
  ),
  config(
    'accounts that look alike',
    (size) =>
      `accounts:\n${filled(size, (place) => `  ${times(14, (bit) => ((place >> bit) & 1 ? 'l' : 'I'))}: { id: "${digits(place)}" }\n`)}`,
  ),
];

const SETTINGS: readonly HostileInput[] = [
  config(
    'allowances',
    (size) =>
      `${COMPLETE}guards:\n  allowances:\n${filled(size, (place) => `  - { code: plan/too-many-deletes, upTo: ${place + 1}, until: 2099-01-01, reason: x }\n`)}`,
  ),
  config(
    'allowances of codes nobody knows',
    (size) =>
      `${COMPLETE}guards:\n  allowances:\n${filled(size, (place) => `  - { code: plan/too-many-delets${place}, upTo: 1, until: 2099-01-01, reason: x }\n`)}`,
  ),
  config(
    'a thousand allowances of codes nobody knows',
    () =>
      `${COMPLETE}guards:\n  allowances:\n${times(1000, (place) => `  - { code: plan/too-many-delets${place}, upTo: 1, until: 2001-01-01, reason: x }\n`)}`,
  ),
  config(
    'other owners',
    (size) => `identityCenter: { owner: orchard, owners: [${filled(size, (place) => `o${place},`)}] }\n`,
  ),
];

const AT_THE_BOUND: readonly HostileInput[] = [
  config(
    'a thousand guardrails × permission sets',
    () =>
      `${COMPLETE}${atTheBound((place) => `  - { id: r${place}, deny: { actions: ["s3:*${place}"] } }\n`)}${granted(300)}`,
  ),
  config(
    'a thousand guardrails of every kind of access',
    () =>
      `${COMPLETE}${atTheBound((place) => `  - { id: r${place}, deny: { access: [write, read, list, tagging, permissions-management], pack: escalation } }\n`)}${granted(200)}`,
  ),
  config(
    'a thousand ceilings',
    () =>
      `${COMPLETE}${atTheBound((place) => `  - { id: r${place}, ceiling: ${document(`{"Effect":"Allow","Action":"s3:*${place}","Resource":"*${place}*"}`)} }\n`)}${granted(300)}`,
  ),
  config(
    'a thousand separations',
    () =>
      `${COMPLETE}${atTheBound((place) => `  - { id: r${place}, separate: { a: { permissionSets: "*" }, b: { permissionSets: "*" } } }\n`)}${granted(200)}`,
  ),
  config(
    'a thousand waivers',
    () =>
      `${COMPLETE}guardrails:\n  rules: [{ id: r, deny: { access: read } }]\n  waivers:\n${times(1000, () => '  - { rule: r, until: 2099-01-01, reason: x, account: "*" }\n')}${granted(200)}`,
  ),
  config(
    'a thousand scopes',
    () =>
      `${COMPLETE}${atTheBound((place) => `  - { id: r${place}, scope: { groups: ["g*", "*${place}*"] , accounts: ["*"] }, deny: { managed: AdministratorAccess } }\n`)}${granted(300)}`,
  ),
];

const BASE: readonly HostileInput[] = [...AT_THE_BOUND, ...PRODUCTS].map((input) => ({
  ...input,
  name: `${input.name}, and the same before`,
  base: true,
}));

const FILES: readonly HostileInput[] = [
  folder('files', (size) =>
    Object.fromEntries(
      Array.from({ length: Math.min(9_999, Math.floor(size / 90)) }, (_, place) => [
        `f${place}.yaml`,
        `groups: { g${place}: { unpinned: true } }\n`,
      ]),
    ),
  ),
  folder('empty files', (size) =>
    Object.fromEntries(
      Array.from({ length: Math.min(9_999, Math.floor(size / 90)) }, (_, place) => [`f${place}.yaml`, '']),
    ),
  ),
  folder('broken files', (size) =>
    Object.fromEntries(
      Array.from({ length: Math.min(9_999, Math.floor(size / 90)) }, (_, place) => [`f${place}.yaml`, '[']),
    ),
  ),
  folder('files with settings of their own', (size) =>
    Object.fromEntries(
      Array.from({ length: Math.min(9_999, Math.floor(size / 90)) }, (_, place) => [
        `f${place}.yaml`,
        'guards: {}\nunmanaged: {}\nidentityCenter: {}\n',
      ]),
    ),
  ),
];

const LINTED: readonly HostileInput[] = [
  policy('identical statements', (size) =>
    document(filled(size, (place) => `${place === 0 ? '' : ','}${statement(1)}`)),
  ),
  policy('different statements', (size) =>
    document(filled(size, (place) => `${place === 0 ? '' : ','}${statement(place)}`)),
  ),
  policy('a deep policy', () => `${'[{"a":'.repeat(30)}1${'}]'.repeat(30)}`),
  policy('a policy of brackets', (size) => '['.repeat(size)),
  policy('a policy of empty lists', (size) => `[${filled(size, () => '[],')}1]`),
  policy('a policy that is a long text', (size) => `"${'x'.repeat(size)}"`),
  policy('a policy that is a long number', (size) => '1'.repeat(size)),
  policy('a policy with a long word', (size) =>
    document(`{"Effect":"Allow","Action":"s3:${'*a'.repeat(size / 2)}","Resource":"*"}`),
  ),
  policy('a policy of words', (size) =>
    document(`{"Effect":"Allow","Action":[${filled(size, (place) => `"s3:*${place}*",`)}"a:b"],"Resource":"*"}`),
  ),
  policy('a policy of resources', (size) =>
    document(
      `{"Effect":"Allow","Action":"s3:*","Resource":[${filled(size, (place) => `"arn:aws:s3:::*${place}*",`)}"*"]}`,
    ),
  ),
  policy('a policy of conditions', (size) =>
    document(
      `{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringLike":{${filled(size, (place) => `"aws:RequestTag/${place}":"*",`)}"a:b":"c"}}}`,
    ),
  ),
  policy('a policy that just fits', () =>
    document(
      `{"Effect":"Allow","Action":[${filled(60_000, (place) => `"ec2:*${place % 100}*${place}",`)}"a:b"],"Resource":[${filled(60_000, (place) => `"arn:aws:ec2:*:*:*${place}*",`)}"*"]}`,
    ),
  ),
  {
    name: 'policies to compare',
    command: 'compare',
    files: (size = MEGABYTE) => ({
      'old.json': document(filled(size / 2, (place) => `${place === 0 ? '' : ','}${statement(place)}`)),
      'new.json': document(filled(size / 2, (place) => `${place === 0 ? '' : ','}${statement(place + 1)}`)),
    }),
  },
  {
    name: 'policies to compare that just fit',
    command: 'compare',
    files: () => ({
      'old.json': document(
        times(
          80,
          (place) =>
            `{"Effect":"Allow","NotAction":[${times(60, (n) => `"*${n}a*${place}"`, ',')}],"Resource":"*${place}*"}`,
          ',',
        ),
      ),
      'new.json': document(
        times(
          80,
          (place) =>
            `{"Effect":"Allow","NotAction":[${times(60, (n) => `"*${n}b*${place}"`, ',')}],"Resource":"*p${place}*"}`,
          ',',
        ),
      ),
    }),
  },
];

export const HOSTILE_INPUTS: readonly HostileInput[] = [
  ...SYNTAX,
  ...KEYS,
  ...NAMES,
  ...PRODUCTS,
  ...GUARDRAILS,
  ...INLINE,
  ...LOOK_ALIKES,
  ...SETTINGS,
  ...AT_THE_BOUND,
  ...BASE,
  ...FILES,
  ...LINTED,
];
