// Trying every request that could matter for a pair of random policies: slow, and hard to get wrong.
import {
  aboutAction,
  conditionsHold,
  limitsOf,
  namesAction,
  namesResource,
  oracleAllows,
  type PlainGrant,
  type PlainRequest,
  type PlainStatement,
} from './oracle.ts';

export interface Pair {
  readonly before: readonly PlainGrant[];
  readonly after: readonly PlainGrant[];
}

/** The resources that requests of the listed actions can have. */
const POSSIBLE: Readonly<Record<string, RegExp>> = {
  'fruit:GetApple': /^arn:x:y:[^:]*:z:a.+$/,
  'fruit:GetPear': /^(?:\*|arn:x:y:[^:]*:z:.+)$/,
  'fruit:ListFruit': /^\*$/,
  'fruit:PutApple': /^(?:\*|arn:x:y:[^:]*:z:a.+)$/,
  'fruit:SetOwner': /^arn:x:y:[^:]*:z:.+$/,
  'crate:GetCrate': /^arn:x:y:[^:]*:z:.+$/,
  'crate:ListCrates': /^\*$/,
  'crate:TagCrate': /^(?:\*|arn:x:y:[^:]*:z:.+)$/,
};
const ANYTHING = /^/;

/** No action has a second colon in its name. */
export const isPossible = ({ action, resource }: PlainRequest): boolean =>
  /^[^:]+:[^:]+$/.test(action) && (POSSIBLE[action] ?? ANYTHING).test(resource);

type Context = PlainRequest['context'];

const RESOURCES = [
  '*',
  ...['c', 'd'].flatMap((region) =>
    [...words('ab', 3), 'x', 'xx', 'xxx', 'xb', 'bxa'].map((tail) => `arn:x:y:${region}:z:${tail}`),
  ),
];

/** By key: the ways in which requests have it. */
const VALUES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  k: [['a'], ['b'], ['ab'], ['zz'], ['?'], ['a*']],
  m: [['a'], ['b'], ['ab'], ['a', 'b'], ['zz'], ['a', 'zz'], ['?'], ['a*']],
  n: [['0'], ['1'], ['5'], ['9']],
  t: [['true'], ['FALSE'], ['false'], ['4'], ['5'], ['5.0'], ['9'], ['zz'], ['other']],
  'aws:Flag': [['true'], ['false']],
  'aws:Count': [['4'], ['5'], ['9']],
  source: [['arn:x:y:c:z:a'], ['arn:x:y:d:z:a:b'], ['a']],
};

function words(letters: string, most: number): readonly string[] {
  if (most === 0) return [''];
  return [...new Set(['', ...[...letters].flatMap((letter) => words(letters, most - 1).map((word) => letter + word))])];
}

export const isNew = ({ before, after }: Pair, request: PlainRequest): boolean =>
  oracleAllows(after, request) && !oracleAllows(before, request);

/** Finds a request of the action that is new, among all that are tried. */
export function trialsOf(pair: Pair): (action: string) => PlainRequest | undefined {
  const statements = statementsIn(pair);
  const worthTrying = requestsFor(statements);
  const tried = new Map<string, PlainRequest | undefined>();
  return (action) => {
    // Actions that the same statements speak of are one.
    const possible = POSSIBLE[action] ?? ANYTHING;
    const alike = `${statements.map((statement) => Number(namesAction(statement, action))).join('')} ${possible}`;
    if (!tried.has(alike)) {
      const here = { before: aboutAction(pair.before, action), after: aboutAction(pair.after, action) };
      const found = worthTrying().find(
        (request) => possible.test(request.resource) && isNew(here, { ...request, action }),
      );
      tried.set(alike, found && { ...found, action });
    }
    return tried.get(alike);
  };
}

function statementsIn({ before, after }: Pair): readonly PlainStatement[] {
  return [...before, ...after]
    .flatMap((grant) => [...grant.documents, ...limitsOf(grant)])
    .flatMap(({ Statement }) => Statement);
}

/** One request for each way in which the statements tell resources and contexts apart. */
function requestsFor(statements: readonly PlainStatement[]): () => readonly PlainRequest[] {
  let requests: readonly PlainRequest[] | undefined;
  return () => {
    requests ??= makeRequests(statements);
    return requests;
  };
}

function makeRequests(statements: readonly PlainStatement[]): readonly PlainRequest[] {
  const text = JSON.stringify(statements);
  const [places, conditions] = [distinct(statements, resourcePart), distinct(statements, conditionPart)];
  const heldIn = (context: Context) =>
    bits(conditions, (part) => conditionsHold(part, VERSION, { ...NO_REQUEST, context }));
  const kinds = Object.values(POSSIBLE);
  const listing = (resource: string) =>
    kinds.map((kind) => Number(kind.test(resource))).join('') +
    bits(places, (part) => namesResource(part, VERSION, { ...NO_REQUEST, resource }));
  // What a pattern with a variable matches, the value of `k` says.
  if (text.includes('${'))
    return product(
      RESOURCES,
      firstOfEach(contextsFor(text), (context) => `${heldIn(context)} ${context.k}`),
    );
  return product(firstOfEach(RESOURCES, listing), firstOfEach(contextsFor(text), heldIn));
}

const NO_REQUEST: PlainRequest = { action: '', resource: '', context: {} };
const VERSION = '2012-10-17';

function product(resources: readonly string[], contexts: readonly Context[]): readonly PlainRequest[] {
  return resources.flatMap((resource) => contexts.map((context) => ({ action: '', resource, context })));
}

/** Of the items with one signature, the first. */
function firstOfEach<T>(items: readonly T[], signatureOf: (item: T) => string): readonly T[] {
  const firsts = new Map<string, T>();
  for (const item of items) {
    const signature = signatureOf(item);
    if (!firsts.has(signature)) firsts.set(signature, item);
  }
  return [...firsts.values()];
}

function bits(parts: readonly PlainStatement[], says: (part: PlainStatement) => boolean): string {
  let text = '';
  for (const part of parts) text += says(part) ? '1' : '0';
  return text;
}

function distinct(
  statements: readonly PlainStatement[],
  partOf: (statement: PlainStatement) => Partial<PlainStatement>,
): readonly PlainStatement[] {
  const parts = statements.map((statement) => ({ Effect: 'Allow' as const, ...partOf(statement) }));
  return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
}

const conditionPart = ({ Condition }: PlainStatement) => (Condition === undefined ? {} : { Condition });

const resourcePart = ({ Resource, NotResource }: PlainStatement) =>
  Resource === undefined ? { NotResource: NotResource ?? [] } : { Resource };

/** Every combination of the keys that the text speaks of. */
function contextsFor(text: string): readonly Context[] {
  const spokenOf = Object.entries(VALUES).filter(([key]) => new RegExp(`"${key}"|\\{${key}\\}`, 'i').test(text));
  return spokenOf.reduce<readonly Context[]>(
    (contexts, [key, ways]) => contexts.flatMap((one) => [one, ...ways.map((values) => ({ ...one, [key]: values }))]),
    [{}],
  );
}
