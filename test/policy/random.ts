// Random policies over the orchard, from a seed: small enough that every request that could matter can be tried.
import type { PlainDocument, PlainGrant, PlainStatement } from './oracle.ts';
import type { Pair } from './trials.ts';

export type Random = () => number;

/** Mulberry32: the same numbers for the same seed, everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

const some = <T>(random: Random, most: number, make: () => T): readonly T[] =>
  Array.from({ length: 1 + Math.floor(random() * most) }, make);

const ACTIONS = [
  ...['fruit:GetApple', 'fruit:GetPear', 'FRUIT:getapple', 'fruit:PutApple', 'crate:GetCrate', 'fruit:PeelApple'],
  ...[
    'fruit:Get*',
    'fruit:*Apple',
    'fruit:G?tApple',
    '*:List*',
    'fr*:Get*',
    '*:Get*',
    'crate:*',
    'fruit:*',
    '*',
    '*:*',
  ],
  ...['cellar:*', 'cellar:Press*', 'cellar:PressJuice', 'fruit:Peel*', 'c*:*'],
];

/** What the oracle asks about: the listed actions, and of those that nobody lists the ones that the policies speak of. */
export function askedActions(text: string): readonly string[] {
  const written = text.toLowerCase();
  const asked = UNLISTED.filter(({ spokenOf }) => spokenOf.some((pattern) => written.includes(`"${pattern}"`)));
  return [...LISTED, ...asked.map(({ action }) => action), 'unlisted-service:UnlistedAction'];
}

const LISTED = [
  'fruit:GetApple',
  'fruit:GetPear',
  'fruit:PutApple',
  'fruit:ListFruit',
  'fruit:SetOwner',
  'crate:GetCrate',
  'crate:ListCrates',
  'crate:TagCrate',
];
/** Names that nobody lists and no policy writes out: some of each kind that the patterns tell apart, in services named and not. */
export const FUTURE_ACTIONS: readonly string[] = ['fruit', 'crate', 'cellar', 'frq', 'cq', 'q'].flatMap((service) =>
  [
    ...['GetQ', 'GetQApple', 'GetAppleQ', 'GqtApple', 'ListQ', 'ListQApple', 'PutQ', 'QApple', 'Q', 'PeelQ'],
    ...['PeelQApple', 'PressQ', 'PressQApple', 'PressJuiceQ'],
  ].map((name) => `${service}:${name}`),
);

const UNLISTED = [
  { action: 'fruit:PeelApple', spokenOf: ['fruit:peelapple', 'fruit:peel*'] },
  { action: 'fruit:Peelx', spokenOf: ['fruit:peel*'] },
  { action: 'cellar:PressJuice', spokenOf: ['cellar:pressjuice', 'cellar:press*', 'cellar:*'] },
  { action: 'cellar:Pressx', spokenOf: ['cellar:press*', 'cellar:*'] },
  { action: 'cellar:x', spokenOf: ['cellar:*'] },
];

// biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
const VARIABLE = '${k}';

const REGIONS = ['c', 'c', 'c', '*'];
const TAILS = ['a', 'ab', 'b', 'a*', '*b', '*', '?', 'a?', '*a*', '??', 'b*a'];

export interface Flavour {
  /** Policy variables in resources and values. */
  readonly variables: boolean;
}

export function randomGrant(random: Random, flavour: Flavour): PlainGrant {
  const documents = some(random, 2, () => randomDocument(random, flavour));
  return {
    documents,
    ...(random() < 0.15 ? { boundary: randomDocument(random, flavour) } : {}),
    ...(random() < 0.1 ? { ceilings: some(random, 2, () => randomDocument(random, flavour)) } : {}),
  };
}

export function randomPair(random: Random, flavour: Flavour): Pair {
  const before = Array.from({ length: random() < 0.2 ? 2 : 1 }, () => randomGrant(random, flavour));
  if (random() < 0.2) return { before, after: [randomGrant(random, flavour)] };
  return { before, after: before.map((grant) => edited(random, grant, flavour)) };
}

/** Like the grant but for a small edit: most changes are. */
function edited(random: Random, grant: PlainGrant, flavour: Flavour): PlainGrant {
  const [first, ...others] = grant.documents;
  const statements = [...first!.Statement];
  const place = Math.floor(random() * statements.length);
  const edit = random();
  if (edit < 0.5) statements[place] = { ...statements[place]!, ...randomParts(random, flavour) };
  else if (edit < 0.7) statements.push(randomStatement(random, flavour));
  else if (edit < 0.85 && statements.length > 1) statements.splice(place, 1);
  else statements.reverse();
  const document = { ...first!, Statement: statements.map(withOneChoice) };
  const { boundary, ceilings } = grant;
  return {
    documents: [document, ...others],
    ...(boundary === undefined || random() < 0.1 ? {} : { boundary }),
    ...(ceilings === undefined || random() < 0.1 ? {} : { ceilings: ceilings.slice(random() < 0.2 ? 1 : 0) }),
  };
}

function randomDocument(random: Random, flavour: Flavour): PlainDocument {
  return { Version: '2012-10-17', Statement: some(random, 3, () => randomStatement(random, flavour)) };
}

function randomStatement(random: Random, flavour: Flavour): PlainStatement {
  return {
    Effect: random() < 0.7 ? 'Allow' : 'Deny',
    ...randomAction(random),
    ...randomResource(random, flavour),
    ...randomCondition(random, flavour),
  };
}

function randomParts(random: Random, flavour: Flavour): Partial<PlainStatement> {
  return pick(random, [randomAction, randomResource, randomCondition])(random, flavour);
}

/** An edit may have added the other of a pair that exclude each other. */
function withOneChoice({
  Effect,
  Action,
  NotAction,
  Resource,
  NotResource,
  Condition,
}: PlainStatement): PlainStatement {
  return {
    Effect,
    ...(NotAction === undefined ? { Action: Action ?? '*' } : { NotAction }),
    ...(NotResource === undefined ? { Resource: Resource ?? '*' } : { NotResource }),
    ...(Condition === undefined ? {} : { Condition }),
  };
}

function randomAction(random: Random): Partial<PlainStatement> {
  const actions = some(random, 3, () => pick(random, ACTIONS));
  return random() < 0.2 ? { NotAction: actions } : { Action: actions };
}

function randomResource(random: Random, { variables }: Flavour): Partial<PlainStatement> {
  const one = () => {
    if (random() < 0.3) return '*';
    const tail =
      variables && random() < 0.3 ? pick(random, [VARIABLE, `a${VARIABLE}`, `${VARIABLE}*`]) : pick(random, TAILS);
    return `arn:x:y:${pick(random, REGIONS)}:z:${tail}`;
  };
  const resources = some(random, 2, one);
  return random() < 0.2 ? { NotResource: resources } : { Resource: resources };
}

const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIfExists',
  'StringNotEqualsIfExists',
];
const SETS = [
  'ForAnyValue:StringEquals',
  'ForAnyValue:StringLike',
  'ForAllValues:StringEquals',
  'ForAnyValue:StringNotEquals',
  'ForAllValues:StringLike',
];

const ARN_OPERATORS = ['ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnLikeIfExists', 'StringLike'];
const ARNS = ['arn:x:y:c:z:a', 'arn:x:y:*:z:a*', 'arn:x:*:z:a', 'arn:x:y:?:z:*', '*'];
const NUMBER_OPERATORS = ['NumericEquals', 'NumericLessThan', 'NumericGreaterThanEquals', 'NumericLessThanIfExists'];

function randomCondition(random: Random, { variables }: Flavour): Partial<PlainStatement> {
  if (random() < 0.5) return {};
  const values = () =>
    some(random, 2, () => (variables && random() < 0.2 ? VARIABLE : pick(random, ['a', 'b', 'a*', '?'])));
  const kind = random();
  if (random() < 0.25) return typedCondition(random);
  if (kind < 0.1)
    return { Condition: { [pick(random, ARN_OPERATORS)]: { source: some(random, 2, () => pick(random, ARNS)) } } };
  if (kind < 0.2) return { Condition: { [pick(random, NUMBER_OPERATORS)]: { n: pick(random, ['1', '5']) } } };
  if (kind < 0.6) return { Condition: { [pick(random, OPERATORS)]: { [pick(random, ['k', 'K'])]: values() } } };
  if (kind < 0.7) return { Condition: { Null: { k: pick(random, ['true', 'false']) } } };
  return { Condition: { [pick(random, SETS)]: { m: values() } } };
}

/** Operators of every kind on a text, where nothing but its own values can be told, and on keys of those kinds. */
function typedCondition(random: Random): Partial<PlainStatement> {
  const flag = () => pick(random, ['true', 'false']);
  const [operator, value] = pick(random, [
    ['Bool', flag()],
    ['BoolIfExists', flag()],
    ['NumericLessThan', '5'],
    ['NumericGreaterThanEquals', '5'],
    ['StringEquals', pick(random, ['true', '5', 'zz'])],
    ['StringNotEquals', 'true'],
    ['Null', flag()],
  ] as const);
  const kind = operator.startsWith('Bool') ? 'aws:Flag' : operator.startsWith('Numeric') ? 'aws:Count' : 't';
  return { Condition: { [operator]: { [random() < 0.6 ? 't' : kind]: value } } };
}
