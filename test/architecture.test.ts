// Who may import whom. A folder imports only what is listed; pure folders import neither Node nor the SDK.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { groupBy } from '../src/state/group-by.ts';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
/** What runs in a browser. Its door is `report.ts`. */
const PAGE = fileURLToPath(new URL('../page', import.meta.url));

/**
 * Keys and values are folders of src/, or files in it. `sandbox` imports nothing of ours that it could judge the adapter by: how a file is opened is
 * no part of that.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['process'],
  'texts.ts': ['commands', 'diagnostics', 'process'],
  'thread.ts': [
    'commands',
    'diagnostics',
    'git',
    'network',
    'npm.ts',
    'ordinary-file.ts',
    'process',
    'provider',
    'provider/aws',
    'provider/entra',
    'sandbox-connection.ts',
  ],
  process: [],
  'compare-text.ts': [],
  'instant.ts': [],
  'npm.ts': ['diagnostics', 'git'],
  'memoize.ts': [],
  'optional.ts': [],
  'restriction.ts': [],
  'sandbox-connection.ts': ['commands', 'diagnostics', 'provider', 'sandbox'],
  commands: [
    'access-review',
    'apply',
    'compile.ts',
    'config',
    'decisions',
    'diagnostics',
    'doctor',
    'drift',
    'forge',
    'gather.ts',
    'guardrails',
    'holdings',
    'import',
    'judge-files.ts',
    'judge-reach.ts',
    'lint-files.ts',
    'load.ts',
    'meaning',
    'network',
    'ordinary-file.ts',
    'plan',
    'policy',
    'policy-data.ts',
    'profiles',
    'provider',
    'query',
    // They print results, and lines of progress; what those look like is no business of theirs.
    'render/formats.ts',
    'render/progress.ts',
    'render/style.ts',
    'render/usage.ts',
    'resolve',
    'review',
    'saml',
    'source',
    'state',
    'snapshot',
    'sandbox',
  ],
  // What is live, or another tool's, as files: made by the program's own rules, and read back by them.
  import: [
    'compile.ts',
    'config',
    'definition',
    'diagnostics',
    'lint-files.ts',
    'names',
    'plan',
    'policy',
    'resolve',
    'source',
    'state',
  ],
  'gather.ts': ['compile.ts', 'config', 'diagnostics', 'load.ts', 'plan', 'provider', 'resolve', 'source', 'state'],
  // What is said to a forge; how it gets there is given to it.
  forge: ['diagnostics', 'network', 'state'],
  network: [],
  git: ['commands', 'diagnostics', 'load.ts', 'ordinary-file.ts', 'query', 'source'],
  'load.ts': ['diagnostics', 'ordinary-file.ts', 'source'],
  'ordinary-file.ts': [],
  'policy-data.ts': ['diagnostics', 'policy'],
  'policy-api.ts': ['policy', 'policy-data.ts'],
  'compile.ts': ['config', 'diagnostics', 'guardrails', 'meaning', 'policy', 'resolve', 'source', 'state'],
  'lint-files.ts': ['compile.ts', 'diagnostics', 'policy', 'resolve'],
  'judge-files.ts': [
    'compile.ts',
    'diagnostics',
    'guardrails',
    'holdings',
    'judge-reach.ts',
    'meaning',
    'resolve',
    'state',
  ],
  'judge-reach.ts': ['config', 'diagnostics', 'guardrails', 'meaning', 'resolve', 'review', 'state'],
  resolve: [
    'config',
    'definition',
    'diagnostics',
    'guardrails',
    'holdings',
    'meaning',
    'names',
    'policy',
    'saml',
    'source',
    'state',
  ],
  config: ['diagnostics', 'names', 'source'],
  // The policy engine, storey by storey.
  'policy/language': ['diagnostics', 'source'],
  'policy/patterns': ['policy/language'],
  'policy/catalogue': ['diagnostics', 'policy/data/aws-managed-policies.generated.ts', 'policy/patterns'],
  'policy/compare': ['policy/catalogue', 'policy/language', 'policy/patterns'],
  'policy/escalation': ['policy/catalogue', 'policy/compare', 'policy/language', 'policy/patterns'],
  'policy/answers': ['diagnostics', 'policy'],
  'policy/lint': ['diagnostics', 'policy', 'source'],
  meaning: ['definition', 'policy', 'state'],
  definition: ['policy/language', 'state'],
  guardrails: ['config', 'definition', 'diagnostics', 'holdings', 'meaning', 'policy', 'source', 'state'],
  // Questions about who may do what, and expectations of the answers.
  decisions: [
    'compile.ts',
    'config',
    'diagnostics',
    'guardrails',
    'holdings',
    'meaning',
    'policy',
    'resolve',
    'source',
    'state',
  ],
  // Questions about who has what, and why: files and live alike.
  query: [
    'compile.ts',
    'config',
    'decisions',
    'definition',
    'diagnostics',
    'drift',
    'guardrails',
    'holdings',
    'meaning',
    'policy',
    'resolve',
    'source',
    'state',
  ],
  // The set-up itself, as far as it is known.
  doctor: ['config', 'diagnostics', 'meaning', 'names', 'policy', 'saml', 'source', 'state'],
  // Two versions of the files, and nothing of live.
  review: ['config', 'diagnostics', 'resolve', 'source', 'state'],
  // What the files grant, asked of those who own it, and what they decide, as edits of the files.
  'access-review': ['compile.ts', 'config', 'definition', 'diagnostics', 'source', 'state'],
  // Who holds what where, and what they are called: files and live alike.
  holdings: ['definition', 'names', 'state'],
  plan: [
    'definition',
    'diagnostics',
    'guardrails',
    'holdings',
    'meaning',
    'names',
    'policy',
    'review',
    'source',
    'state',
    'targets',
  ],
  // The other ways into accounts beside permission sets, and what each promises.
  targets: ['definition', 'diagnostics', 'state'],
  // Metadata documents of identity providers, and what applications of Entra have to offer.
  saml: ['diagnostics', 'state'],
  // The port over a file, as memory is over a value.
  snapshot: ['definition', 'provider', 'state'],
  drift: ['definition', 'diagnostics', 'holdings', 'meaning', 'names', 'plan', 'provider', 'state'],
  state: ['diagnostics', 'source'],
  diagnostics: ['names', 'source'],
  source: ['diagnostics', 'names'],
  names: [],
  provider: ['definition', 'diagnostics', 'plan/change.ts', 'policy/language', 'state'],
  'provider/aws': [
    'definition',
    'diagnostics',
    'network',
    'plan/change.ts',
    'policy/language',
    'policy/data/aws-managed-policies.generated.ts',
    'provider',
    'state',
  ],
  // Clocks and shapes are those of the other adapter.
  'provider/entra': ['network', 'provider', 'provider/aws/clock.ts', 'provider/aws/shapes.ts', 'state'],
  apply: ['diagnostics', 'holdings', 'ordinary-file.ts', 'plan', 'provider', 'state'],
  render: [
    'access-review',
    'apply',
    'decisions',
    'definition',
    'diagnostics',
    'doctor',
    'drift',
    'guardrails',
    'holdings',
    'meaning',
    'names',
    'plan',
    'policy',
    'saml',
    'profiles',
    // What calls cost, which nobody but the port knows.
    'provider/identity-center.ts',
    'query',
    'review',
    'snapshot',
    'source',
    'state',
    'targets',
  ],
  // What is granted, as profiles of the AWS CLI.
  profiles: ['diagnostics', 'holdings', 'state'],
  sandbox: ['ordinary-file.ts'],
};

/** Whoever likes may import them: they know nothing of ours. */
const ANYBODYS = ['compare-text.ts', 'instant.ts', 'memoize.ts', 'optional.ts', 'restriction.ts'];

const PURE = [
  'names',
  'diagnostics',
  'source',
  'config',
  'import',
  'resolve',
  'review',
  'access-review',
  ...['language', 'patterns', 'catalogue', 'compare', 'escalation', 'answers', 'lint'].map((room) => `policy/${room}`),
  'compare-text.ts',
  'instant.ts',
  'memoize.ts',
  'optional.ts',
  'restriction.ts',
  'state',
  'definition',
  'holdings',
  'targets',
  'meaning',
  'guardrails',
  'decisions',
  'query',
  'plan',
  'profiles',
  'drift',
  'doctor',
  'snapshot',
  'render',
  'forge',
  'compile.ts',
  'judge-files.ts',
  'lint-files.ts',
];
const IMPURE_EXCEPTIONS = new Set(['state/digest.ts → node:crypto']);
/** Only the verb `sandbox` and the seed it is given know the sandbox. */
const SANDBOX_IMPORTERS = new Set([
  'commands/sandbox.ts',
  'commands/sandbox-seed.ts',
  'commands/sandbox-start.ts',
  'sandbox-connection.ts',
]);

/** What prints documents, whatever they say. */
const WRITERS = ['render/terminal.ts', 'render/markdown.ts', 'render/html.ts'];
const KNOWN_TO_WRITERS = ['columns', 'document', 'escape', 'phrase', 'style'].map((name) => `render/${name}.ts`);
/** JSON and annotations are no documents; an excerpt is measured as it is shown. */
const HAS_ITS_OWN_SHAPE =
  /^render\/(?:(?:plan|diagnostics|comparison|answer|access-explanation|doctor|drift|policy-data|snapshot|runs|report|evidence|access-review|entra-work)-(?:json|csv|html|github|gitlab|sarif)|csv|excerpt)\.ts$/;

/** Dates of HTTP headers, and of conditions as IAM reads them. The sandbox keeps its own time. */
const DATES_OF_OTHERS = /^(?:forge\/wire|policy\/compare\/condition-test|sandbox\/.*)\.ts$/;

/** Files all of whose exports are doors: of the package, and commands of the SDK that are looked up by name. */
const DOORS = ['policy-api.ts', 'provider/aws/sdk-iam.ts', 'texts.ts'];
/** What only tests import, and should: a part that they try by itself, or what stands in for AWS. */
const FOR_TESTS = [
  'saml/app-roles.ts#appRoleId',
  'sandbox-connection.ts#WITHOUT_TENANT',
  'plan/access-control.ts#attributeWrites',
  'commands/completion.ts#completionScript',
  'commands/init.ts#WORKFLOWS',
  'import/keys.ts#slug',
  'config/expiry.ts#parseExpiry',
  'forge/publish.ts#markerPrefix',
  'doctor/setup.ts#STEPLESS',
  'gather.ts#readLive',
  'names/confusables.ts#UNICODE_VERSION',
  'names/look-alike.ts#skeleton',
  'names/prototypes.ts#confusables',
  'network/proxies.ts#proxyFor',
  'plan/administrator.ts#givesAdministration',
  'plan/own-access.ts#OPERATING_ACTIONS',
  'policy-data.ts#readSnapshot',
  'policy/catalogue/replaced-policies.ts#REPLACED_POLICIES',
  'policy/language/limits.ts#MOST_BYTES',
  'policy/lint/redundant-values.ts#containedValues',
  'process/outputs.ts#screenOf',
  'provider/memory.ts#memoryIdentityCenter',
  'render/formats.ts#FORMATS',
  'resolve/needs.ts#NEEDED',
  'sandbox/constraints.ts#expressionOf',
  'sandbox/entra/edits.ts#EDITS',
  'sandbox/index.ts#DEFAULT_SETTINGS',
  'sandbox/index.ts#Fault',
  'sandbox/index.ts#FaultCall',
  'sandbox/index.ts#Faults',
  'sandbox/index.ts#SandboxOptions',
  'sandbox/index.ts#SandboxState',
  'sandbox/index.ts#Settings',
  'sandbox/index.ts#parseSeed',
  'sandbox/seed-shape.ts#seed',
  'state/state.ts#EMPTY_STATE',
];

interface Import {
  readonly from: string;
  readonly to: string;
  /** Undefined: the file as a whole, and whichever of its names are said in the one that imports it. */
  readonly names?: readonly string[];
}

interface House {
  readonly texts: ReadonlyMap<string, string>;
  readonly imports: readonly Import[];
}

/** All sources in a folder, and what they import, by their paths from there. */
function houseIn(folder: string): House {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ts') && !file.includes('.generated.'));
  const texts = new Map(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
  return { texts, imports: [...texts].flatMap(([from, text]) => importsOf(from, text)) };
}

function importsOf(from: string, text: string): readonly Import[] {
  const found = text.matchAll(/(?:^|\n)(?:import|export)\b([^;']*?)from\s+'([^']+)'|import\('([^']+)'\)/g);
  return [...found].map(([, clause, fixed, awaited]) => {
    const specifier = fixed ?? awaited!;
    const to = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : specifier;
    return { from, to, ...(clause?.includes('{') ? { names: listed(clause).map(([name]) => name!) } : {}) };
  });
}

/** Of `{ a, type b as c }`, each name with what it is called from there on. */
function listed(clause: string): readonly (readonly string[])[] {
  const inside = clause.slice(clause.indexOf('{') + 1, clause.indexOf('}'));
  return [...inside.matchAll(/(?:type )?([\w$]+)(?: as ([\w$]+))?/g)].map(([, name, as]) => [name!, as ?? name!]);
}

/** `file#name` of what may be imported. A type that its own file uses counts as imported: it says what a function of the file takes or gives. */
function unimported({ texts, imports }: House): readonly string[] {
  const wholly = imports.filter(({ names }) => names === undefined);
  const named = new Set(imports.flatMap(({ to, names = [] }) => names.map((name) => `${to}#${name}`)));
  return [...texts].flatMap(([file, source]) => {
    const text = withoutComments(source);
    const importers = wholly.filter(({ to }) => to === file).map(({ from }) => texts.get(from)!);
    const isSaid = (name: string, by: string, times = 1) =>
      [...by.matchAll(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'))].length >= times;
    const declared = [...text.matchAll(/^export (?:async )?(\w+)\*? ([\w$]+)/gm)].filter(
      ([, what, name]) => !(/^(?:type|interface)$/.test(what!) && isSaid(name!, text, 2)),
    );
    const passedOn = [...text.matchAll(/^export (?:type )?\{[^}]*\}/gm)].flatMap(([clause]) => listed(clause));
    return [...declared.map(([, , name]) => name!), ...passedOn.map(([, as]) => as!)]
      .filter((name) => !named.has(`${file}#${name}`) && !importers.some((by) => isSaid(name, by)))
      .map((name) => `${file}#${name}`);
  });
}

/** The adapters below `provider` and the storeys of `policy` are rooms of their own; every other folder is one with what is below it. */
function roomOf(file: string): string {
  const adapter = /^provider\/(?:aws|entra)(?=\/)/.exec(file);
  if (adapter !== null) return adapter[0];
  if (file.startsWith('policy/') && !file.startsWith('policy/data/')) return file.split('/').slice(0, 2).join('/');
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file;
}

const house = houseIn(SRC);
const page = houseIn(PAGE);
const { imports } = house;
const files = [...house.texts.keys()];

const isOurs = ({ to }: Import) => files.includes(to) || to.includes('.generated.');
const show = ({ from, to }: Import) => `${from} → ${to}`;

describe('architecture', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.filter(isOurs).length).toBeGreaterThan(files.length);
  });

  it('has a rule for every room', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it('lets a folder import only what is listed', () => {
    const refused = imports.filter(isOurs).filter(({ from, to }) => {
      const room = roomOf(from);
      const isAllowed = (allowed: string) => to === allowed || roomOf(to) === allowed || to.startsWith(`${allowed}/`);
      return roomOf(to) !== room && !ANYBODYS.includes(to) && !(ALLOWED[room] ?? []).some(isAllowed);
    });
    expect(refused.map(show)).toEqual([]);
  });

  it('lets the page import its data and what knows nothing of ours', () => {
    const ours = new Set(page.imports.map(({ to }) => to).filter((to) => !page.texts.has(to)));
    const allowed = [...ANYBODYS, 'render/report-data.ts'].map((file) => `../src/${file}`);
    expect([...ours].filter((to) => !allowed.includes(to))).toEqual([]);
  });

  it('has one door to each storey of the policy engine', () => {
    const around = imports.filter(
      ({ from, to }) =>
        roomOf(to).startsWith('policy/') && roomOf(to) !== roomOf(from) && to !== `${roomOf(to)}/index.ts`,
    );
    expect(around.map(show)).toEqual([]);
  });

  it('has no circle of imports, also not of types', () => {
    expect(circles(house)).toEqual([]);
    expect(circles(page)).toEqual([]);
  });

  it('keeps pure folders free of Node and the SDK', () => {
    const impure = imports.filter(
      ({ from, to }) => PURE.includes(roomOf(from)) && (to.startsWith('node:') || to.startsWith('@aws-sdk/')),
    );
    expect(impure.map(show).filter((line) => !IMPURE_EXCEPTIONS.has(line))).toEqual([]);
  });

  it('starts git, npm and the Azure CLI in one place each, where they are given nothing of the work tree to obey', () => {
    const starting = imports.filter(({ to }) => to.endsWith('child_process'));
    expect(starting.map(({ from }) => from).sort()).toEqual(['git/run.ts', 'npm.ts', 'provider/entra/azure-cli.ts']);
  });

  it('keeps the sandbox behind its connection', () => {
    const known = imports.filter(({ from, to }) => to.startsWith('sandbox/') && roomOf(from) !== 'sandbox');
    expect(known.map(({ from }) => from).filter((from) => !SANDBOX_IMPORTERS.has(from))).toEqual([]);
  });

  it('lays out no text in a command', () => {
    const layingOut = files.filter(
      (file) =>
        roomOf(file) === 'commands' &&
        /\.(?:padStart|padEnd|repeat)\(/.test(withoutComments(readFileSync(path.join(SRC, file), 'utf8'))),
    );
    expect(layingOut).toEqual([]);
  });

  it('gives a writer documents, and nothing of what they are about', () => {
    const known = imports.filter(({ from, to }) => WRITERS.includes(from) && !KNOWN_TO_WRITERS.includes(to));
    expect(known.map(show)).toEqual([]);
  });

  it('escapes where it writes, so that no document holds what was made for one place', () => {
    const escaping = imports.filter(({ to }) => to === 'render/escape.ts').map(({ from }) => from);
    expect(escaping.filter((from) => !WRITERS.includes(from) && !HAS_ITS_OWN_SHAPE.test(from))).toEqual([]);
  });

  it('touches the process in its own folder only', () => {
    const touching = files.filter(
      (file) =>
        !['main.ts', 'thread.ts'].includes(file) &&
        roomOf(file) !== 'process' &&
        /(?<![\w.'`])(?:process|console)\.\w/.test(withoutComments(readFileSync(path.join(SRC, file), 'utf8'))),
    );
    expect(touching).toEqual([]);
  });

  it('reads and writes moments in one file', () => {
    const dating = files.filter((file) =>
      /\bDate\.(?:parse|UTC)\b|\bnew Date\(|\.toISOString\(|\bas Instant/.test(
        withoutComments(readFileSync(path.join(SRC, file), 'utf8')),
      ),
    );
    expect(dating.filter((file) => !DATES_OF_OTHERS.test(file))).toEqual(['instant.ts']);
  });

  it('exports what is imported, and no more', () => {
    const dead = unimported(house).filter((name) => !DOORS.includes(name.slice(0, name.indexOf('#'))));
    expect(dead.sort()).toEqual([...FOR_TESTS].sort());
    expect(unimported(page)).toEqual([]);
  });

  it('has no drawers for odds and ends', () => {
    expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|manager|misc)(?:\/|\.ts$)/.test(file))).toEqual(
      [],
    );
  });
});

/** Files that import each other, each circle from where it was entered first. */
function circles({ texts, imports }: House): readonly string[] {
  const targets = groupBy(
    imports.filter(({ to }) => texts.has(to)),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const path: string[] = [];
  const found: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const { to } of targets.get(file) ?? []) visit(to);
    path.pop();
    done.add(file);
  };
  for (const file of texts.keys()) visit(file);
  return found;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/[^\n]*/g, '');
}
