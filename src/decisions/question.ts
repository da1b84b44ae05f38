// A question to access: which requests are asked about. Patterns and keys that are left open stand for every request that they match.
import { onlyActions } from '../policy/answers/index.ts';
import { type ActionIndex, conditionKeyType } from '../policy/catalogue/index.ts';
import { type Access, accessOf, type Document } from '../policy/compare/index.ts';
import { parsePolicy } from '../policy/language/index.ts';

export interface Question {
  /** Patterns of actions; at least one. */
  readonly actions: readonly string[];
  /** ARNs, or patterns for them. Empty: any resource. */
  readonly resources: readonly string[];
  /** What is known of the request. Of all other keys nothing is. */
  readonly context: readonly KnownKey[];
}

export interface KnownKey {
  readonly key: string;
  /** One of these, among others that a key with several values has; empty: the key is absent. */
  readonly values: readonly string[];
}

type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Everything that is asked about, as if it were allowed. */
export function askedAccess(question: Question, index: ActionIndex): Access {
  const { actions, resources, context } = literal(question);
  const conditions = context.map((known) => holding(known, index));
  // One statement can name a key once for each operator, which is all that is needed: a key is known once.
  const Condition = merged(conditions);
  return accessOf(
    parsePolicy({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: actions,
        Resource: resources.length === 0 ? '*' : resources,
        ...(context.length === 0 ? {} : { Condition }),
      },
    }).policy,
    'question',
  );
}

/** What an access allows of what is asked about. */
export function withinQuestion(access: Access, question: Question, index: ActionIndex): Access {
  const { actions, resources, context } = literal(question);
  const denied = [
    ...(resources.length === 0 ? [] : [{ Effect: 'Deny', Action: '*', NotResource: resources }]),
    ...context
      .flatMap((known) => failing(known, index))
      .map((Condition) => ({ Effect: 'Deny', Action: '*', Resource: '*', Condition })),
  ];
  const asked = onlyActions(access, actions);
  if (denied.length === 0) return asked;
  const { policy } = parsePolicy({ Version: '2012-10-17', Statement: denied });
  const limit: Document = { kind: 'known', name: 'question', policy };
  return { grants: asked.grants.map((grant) => ({ ...grant, documents: [...grant.documents, limit] })) };
}

/** In a question `${` begins no policy variable: it is what a request says. */
function literal({ actions, resources, context }: Question): Question {
  const texts = (words: readonly string[]) => words.map((word) => word.replaceAll(/\$(?=\{)/g, '$${$$}'));
  return {
    actions,
    resources: texts(resources),
    context: context.map(({ key, values }) => ({ key, values: texts(values) })),
  };
}

type Form = 'text' | 'bool' | 'numeric' | 'date' | 'address' | 'arn' | 'list';

function formOf(key: string, index: ActionIndex): Form {
  const type = conditionKeyType(key, index) ?? 'String';
  switch (type) {
    case 'Bool':
      return 'bool';
    case 'Numeric':
      return 'numeric';
    case 'Date':
      return 'date';
    case 'IPAddress':
      return 'address';
    case 'ARN':
      return 'arn';
    case 'ArrayOfString':
    case 'ArrayOfARN':
    case 'ArrayOfBool':
      return 'list';
    case 'String':
    case 'Binary':
      return 'text';
    default:
      return type satisfies never;
  }
}

const OPERATORS = {
  text: ['StringEquals', 'StringNotEquals'],
  bool: ['Bool', 'Bool'],
  numeric: ['NumericEquals', 'NumericNotEquals'],
  date: ['DateEquals', 'DateNotEquals'],
  address: ['IpAddress', 'NotIpAddress'],
  arn: ['ArnLike', 'ArnNotLike'],
  list: ['ForAnyValue:StringEquals', 'ForAnyValue:StringNotEquals'],
} as const satisfies Record<Form, readonly [holds: string, fails: string]>;

/** The condition that what is known holds. */
function holding({ key, values }: KnownKey, index: ActionIndex): Conditions {
  if (values.length === 0) return { Null: { [key]: ['true'] } };
  return { [OPERATORS[formOf(key, index)][0]]: { [key]: values } };
}

/** The conditions of which one holds where what is known does not. */
function failing({ key, values }: KnownKey, index: ActionIndex): readonly Conditions[] {
  if (values.length === 0) return [{ Null: { [key]: ['false'] } }];
  const form = formOf(key, index);
  const [, fails] = OPERATORS[form];
  const absent: Conditions = { Null: { [key]: ['true'] } };
  if (form !== 'bool') return [{ [fails]: { [key]: values } }, absent];
  // There is no operator for another Bool.
  const others = ['true', 'false'].filter((value) => !values.some((given) => given.toLowerCase() === value));
  return [...(others.length === 0 ? [] : [{ [fails]: { [key]: others } }]), absent];
}

function merged(conditions: readonly Conditions[]): Conditions {
  const all: Record<string, Record<string, readonly string[]>> = Object.create(null);
  for (const condition of conditions)
    for (const [operator, keys] of Object.entries(condition))
      all[operator] = Object.assign(all[operator] ?? Object.create(null), keys);
  return all;
}
