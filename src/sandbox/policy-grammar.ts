// What IAM says of a policy document that it refuses. The checks stand in IAM's order, and the first that finds something is what it says.
// Not all of IAM's checks are here, and none that is in doubt: what this refuses, IAM refuses (CreatePolicy, PutRolePolicy, CreateRole, API reference;
// the policy grammar of the IAM User Guide).
import { isObject } from './constraints.ts';

/** Where the document is to go: a managed policy, the inline policy of a role, or a role's trust policy. */
export type PolicyKind = 'managed' | 'inline' | 'trust';

export interface PolicyMistake {
  /** The message of MalformedPolicyDocument. */
  readonly message: string;
  /** Breaks the grammar of policies, and not only the form of what actions and resources are called. */
  readonly isGrammar: boolean;
}

type Statement = Readonly<Record<string, unknown>>;
type Check = (policy: Policy) => string | undefined;

interface Policy {
  readonly version: string | undefined;
  readonly statements: readonly Statement[];
}

/** Undefined when IAM takes the document. */
export function policyMistake(document: string, kind: PolicyKind): PolicyMistake | undefined {
  const policy = parsed(document);
  if (policy === undefined) return { message: 'Syntax errors in policy.', isGrammar: true };
  const found = CHECKS[kind].flatMap(({ check, isGrammar }) => {
    const message = check(policy);
    return message === undefined ? [] : [{ message, isGrammar }];
  });
  const [first] = found;
  return first && { message: first.message, isGrammar: found.some(({ isGrammar }) => isGrammar) };
}

/** The size that IAM counts: white space is left out (IAM quotas, User Guide). */
export const policySize = (document: string): number => document.replaceAll(/\s/g, '').length;

const VERSIONS: readonly unknown[] = [undefined, '2008-10-17', '2012-10-17'];

/** Undefined for what is not JSON, or breaks the grammar in its form. */
function parsed(document: string): Policy | undefined {
  const value = parsedJson(document);
  if (!isObject(value)) return undefined;
  const { Version: version, Id: id, Statement: given, ...others } = value;
  const statements: readonly unknown[] = Array.isArray(given) ? given : [given];
  const isPolicy = VERSIONS.includes(version) && isOptionalText(id) && Object.keys(others).length === 0;
  if (!isPolicy || statements.length === 0 || !statements.every(isStatement)) return undefined;
  return { version: version as string | undefined, statements };
}

function parsedJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return undefined;
  }
}

const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string';

/** What the elements of a statement may be. */
const ELEMENTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Sid: (value) => typeof value === 'string',
  Effect: (value) => typeof value === 'string' && /^(allow|deny)$/i.test(value),
  Action: isTexts,
  NotAction: isTexts,
  Resource: isTexts,
  NotResource: isTexts,
  Principal: isPrincipal,
  NotPrincipal: isPrincipal,
  Condition: isCondition,
};

const EXCLUSIVE = [
  ['Action', 'NotAction'],
  ['Resource', 'NotResource'],
  ['Principal', 'NotPrincipal'],
] as const;

function isStatement(value: unknown): value is Statement {
  if (!isObject(value) || value.Effect === undefined) return false;
  if (EXCLUSIVE.some((pair) => pair.every((element) => Object.hasOwn(value, element)))) return false;
  return Object.entries(value).every(([name, of]) => Object.hasOwn(ELEMENTS, name) && ELEMENTS[name]?.(of) === true);
}

function isTexts(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    (Array.isArray(value) && value.every((item) => item === null || typeof item === 'string'))
  );
}

function isPrincipal(value: unknown): boolean {
  return typeof value === 'string' || (isObject(value) && Object.values(value).every(isTexts));
}

const OPERATORS = new Set([
  ...['', 'Not'].flatMap((not) => [`String${not}Equals`, `String${not}EqualsIgnoreCase`, `String${not}Like`]),
  ...['Numeric', 'Date'].flatMap((type) =>
    ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((of) => type + of),
  ),
  ...['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  'Null',
]);

const operatorOf = (name: string): string => name.replace(/^For(Any|All)Values?:/, '').replace(/IfExists$/, '');

/** Operators with keys with values. An unknown operator without keys is passed over. */
function isCondition(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([name, keys]) =>
        isObject(keys) &&
        (OPERATORS.has(operatorOf(name)) || Object.keys(keys).length === 0) &&
        Object.values(keys).every((of) => (Array.isArray(of) ? of.every(isScalar) : isScalar(of))),
    )
  );
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const textsOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** Managed policies are of the current version; other documents may say nothing, which means the older one. */
const currentVersion: Check = ({ version }) =>
  version === '2012-10-17' ? undefined : 'Policy document must be version 2012-10-17 or greater.';

const DATE =
  /^-?\d{1,9}(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12]\d|3[01]))?)?(t((2[0-3]|[01]?\d)(:[0-5]?\d(:[0-5]?\d(\.\d{1,9})?)?)?(z|[+-]([01]\d|2[0-3])(:[0-5]\d)?)?)?)?$/i;

/** A date of ISO 8601, whose parts may be short, or a number that fits 64 bits. */
function isDate(value: unknown): boolean {
  const text = String(value);
  return /[t-]/i.test(text) ? DATE.test(text) : /^\d{1,19}$/.test(text) && BigInt(text) < 2n ** 63n;
}

/** What IAM's older parser refuses beyond the grammar. */
const legacyParsing: Check = ({ statements }) => {
  const fails = statements.some(
    ({ Effect: effect, Condition: condition = {} }) =>
      (effect !== 'Allow' && effect !== 'Deny') ||
      Object.entries(condition as Readonly<Record<string, Statement>>).some(
        ([name, keys]) => operatorOf(name).startsWith('Date') && Object.values(keys).flat().every(isDate) === false,
      ),
  );
  return fails ? 'The policy failed legacy parsing' : undefined;
};

const statementIds: Check = ({ statements }) => {
  const ids = statements.map(({ Sid: id }) => id).filter((id) => id !== undefined && id !== '');
  if (new Set(ids).size < ids.length) return 'Statement IDs (SID) in a single policy must be unique.';
  return ids.every((id) => /^[0-9A-Za-z]*$/.test(String(id)))
    ? undefined
    : 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*';
};

const oneOf =
  (names: readonly string[], message: string): Check =>
  ({ statements }) =>
    statements.every((statement) => names.some((name) => isFilled(statement[name]))) ? undefined : message;

const isFilled = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

const noneOf =
  (names: readonly string[], message: (name: string) => string): Check =>
  ({ statements }) => {
    const found = names.find((name) => statements.some((statement) => statement[name] !== undefined));
    return found === undefined ? undefined : message(found);
  };

const withActions = oneOf(['Action', 'NotAction'], 'Policy statement must contain actions.');

const assumeRoleActions: Check = ({ statements }) =>
  statements.flatMap(({ Action: action }) => textsOf(action)).every((action) => /^(sts:|\*$)/i.test(action))
    ? undefined
    : 'AssumeRole policy may only specify STS AssumeRole actions.';

const resources: Check = ({ statements }) => {
  const given = statements.flatMap((statement) => textsOf(statement.Resource ?? statement.NotResource));
  return firstMessage(given, resourceMistake);
};

const actions: Check = ({ statements }) => {
  const given = statements.flatMap((statement) => textsOf(statement.Action ?? statement.NotAction));
  return firstMessage(given, actionMistake);
};

function firstMessage(texts: readonly string[], mistake: (text: string) => string | undefined): string | undefined {
  for (const text of texts) {
    const message = mistake(text);
    if (message !== undefined) return message;
  }
  return undefined;
}

const IAM_PATHS = [
  ...['user/', 'federated-user/', 'role/', 'group/', 'instance-profile/', 'mfa/', 'server-certificate/', 'policy/'],
  ...['sms-mfa/', 'saml-provider/', 'oidc-provider/', 'report/', 'access-report/'],
];

const hasPattern = (text: string): boolean => /[*?]|\$\{/.test(text);

function resourceMistake(resource: string): string | undefined {
  if (resource === '*') return undefined;
  const [, partition, vendor, region, account, ...rest] = resource.split(':');
  if (partition === undefined) return `Resource ${resource} must be in ARN format or "*".`;
  if (!hasPattern(partition) && !/^aws(-[a-z]+)*$/.test(partition)) {
    const parts = [vendor ?? '*', region ?? '*', account ?? '*', rest.length === 0 ? '*' : rest.join(':')].join(':');
    return `Partition "${partition}" is not valid for resource "arn:${partition}:${parts}".`;
  }
  if (vendor === undefined) return 'Resource vendor must be fully qualified and cannot contain regexes.';
  if (vendor === '' || (resource.includes('::') && rest.length === 0)) return 'The policy failed legacy parsing';
  const name = rest.join(':');
  if (vendor === 'iam') {
    if (region !== undefined && region !== '' && !hasPattern(region)) {
      return `IAM resource ${resource} cannot contain region information.`;
    }
    const isPath =
      name === 'root' || hasPattern(name.split('/')[0] ?? '') || IAM_PATHS.some((path) => name.startsWith(path));
    return isPath ? undefined : `IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`;
  }
  const isRegional = region !== undefined && region !== '' && !hasPattern(region);
  if (vendor === 's3' && isRegional && account === '' && !name.startsWith('accesspoint/')) {
    return `Resource ${resource} can not contain region information.`;
  }
  return undefined;
}

function actionMistake(action: string): string | undefined {
  if (action === '*') return undefined;
  const [vendor = '', ...names] = action.split(':');
  if (names.length === 0) return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  if (names.length > 1) return 'Actions/Condition can contain only one colon.';
  return vendor === '*' || /^[A-Za-z0-9.-]+$/.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
}

interface OrderedCheck {
  readonly check: Check;
  readonly isGrammar: boolean;
}

const grammar = (check: Check): OrderedCheck => ({ check, isGrammar: true });
const form = (check: Check): OrderedCheck => ({ check, isGrammar: false });

const IDENTITY_POLICY: readonly OrderedCheck[] = [
  grammar(legacyParsing),
  grammar(noneOf(['Principal', 'NotPrincipal'], () => 'Policy document should not specify a principal.')),
  grammar(statementIds),
  grammar(withActions),
  form(resources),
  form(actions),
  grammar(oneOf(['Resource', 'NotResource'], 'Policy statement must contain resources.')),
];

const CHECKS: Readonly<Record<PolicyKind, readonly OrderedCheck[]>> = {
  managed: [grammar(currentVersion), ...IDENTITY_POLICY],
  inline: IDENTITY_POLICY,
  trust: [
    legacyParsing,
    noneOf(['Resource', 'NotResource'], (name) => `Has prohibited field ${name}`),
    oneOf(['Principal', 'NotPrincipal'], 'Missing required field Principal'),
    statementIds,
    withActions,
    assumeRoleActions,
  ].map(grammar),
};
