// A second opinion on IAM: decides one request at a time from plain documents, by the book and as naively as possible. Shares no code with src/policy.

export interface PlainStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PlainDocument {
  readonly Version: string;
  readonly Statement: readonly PlainStatement[];
}

export interface PlainGrant {
  readonly documents: readonly PlainDocument[];
  readonly boundary?: PlainDocument;
  readonly ceilings?: readonly PlainDocument[];
}

export interface PlainRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

export function oracleAllows(grants: readonly PlainGrant[], request: PlainRequest): boolean {
  return grants.some((grant) => {
    const limited = limitsOf(grant);
    const denied = [...grant.documents, ...limited].some((document) => says('Deny', document, request));
    const allowed = grant.documents.some((document) => says('Allow', document, request));
    return allowed && !denied && limited.every((document) => says('Allow', document, request));
  });
}

export function limitsOf({ boundary, ceilings = [] }: PlainGrant): readonly PlainDocument[] {
  return [...(boundary === undefined ? [] : [boundary]), ...ceilings];
}

/** The same grants with only the statements that speak of the action: trying many requests then takes a tenth of the time. */
export function aboutAction(grants: readonly PlainGrant[], action: string): readonly PlainGrant[] {
  const kept = (document: PlainDocument) => ({
    ...document,
    Statement: document.Statement.filter((statement) => namesAction(statement, action)),
  });
  return grants.map(({ documents, boundary, ceilings }) => ({
    documents: documents.map(kept),
    ...(boundary === undefined ? {} : { boundary: kept(boundary) }),
    ...(ceilings === undefined ? {} : { ceilings: ceilings.map(kept) }),
  }));
}

function says(effect: 'Allow' | 'Deny', document: PlainDocument, request: PlainRequest): boolean {
  return document.Statement.some((statement) => statement.Effect === effect && applies(statement, document, request));
}

function applies(statement: PlainStatement, document: PlainDocument, request: PlainRequest): boolean {
  const { Version } = document;
  return (
    namesAction(statement, request.action) &&
    namesResource(statement, Version, request) &&
    conditionsHold(statement, Version, request)
  );
}

export function conditionsHold({ Condition }: PlainStatement, Version: string, request: PlainRequest): boolean {
  return Object.entries(Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      conditionHolds(operator, key, { values: list(values), Version, request }),
    ),
  );
}

export function namesAction({ Action, NotAction }: PlainStatement, action: string): boolean {
  const among = (patterns: string | readonly string[]) =>
    list(patterns).some((pattern) => like(pattern.toLowerCase(), action.toLowerCase()));
  return Action === undefined ? !among(NotAction!) : among(Action);
}

export function namesResource(
  { Resource, NotResource }: PlainStatement,
  Version: string,
  request: PlainRequest,
): boolean {
  const among = (patterns: string | readonly string[]) =>
    list(patterns).some((pattern) => {
      const filled = fill(pattern, Version, request);
      return filled !== undefined && like(filled, request.resource);
    });
  return Resource === undefined ? !among(NotResource!) : among(Resource);
}

interface Asked {
  readonly values: readonly string[];
  readonly Version: string;
  readonly request: PlainRequest;
}

function conditionHolds(written: string, key: string, { values, Version, request }: Asked): boolean {
  const [prefix, rest] = written.includes(':') ? written.split(':') : [undefined, written];
  const ifExists = rest!.endsWith('IfExists');
  const operator = ifExists ? rest!.slice(0, -'IfExists'.length) : rest!;
  const given = valuesOf(key, request);
  if (operator === 'Null') return values.some((value) => (value === 'true') === (given.length === 0));
  if (given.length === 0) {
    if (ifExists || prefix === 'ForAllValues') return true;
    return prefix === undefined && operator.includes('Not');
  }
  const negative = operator.includes('Not');
  const positive = operator.replace('Not', '');
  const matchesOne = (value: string) =>
    values.some((wanted) => {
      const filled = fill(wanted, Version, request);
      return filled !== undefined && compare(positive, value, /Like|Arn/.test(positive) ? filled : restored(filled));
    });
  const holdsFor = (value: string) => (negative ? !matchesOne(value) : matchesOne(value));
  if (prefix === 'ForAllValues') return given.every(holdsFor);
  if (prefix === 'ForAnyValue') return given.some(holdsFor);
  return negative ? given.every(holdsFor) : given.some(holdsFor);
}

function compare(operator: string, value: string, wanted: string): boolean {
  switch (operator) {
    case 'StringEquals':
      return value === wanted;
    case 'StringEqualsIgnoreCase':
    case 'Bool':
      return value.toLowerCase() === wanted.toLowerCase();
    case 'StringLike':
      return like(wanted, value);
    case 'ArnEquals':
    case 'ArnLike':
      return likeArn(wanted, value);
    case 'NumericEquals':
      return Number(value) === Number(wanted);
    case 'NumericLessThan':
      return Number(value) < Number(wanted);
    case 'NumericGreaterThanEquals':
      return Number(value) >= Number(wanted);
    default:
      throw new Error(`the oracle does not know ${operator}`);
  }
}

/** Part by part; the sixth and last may have colons of its own. */
function likeArn(wanted: string, value: string): boolean {
  const [patterns, parts] = [wanted, value].map((text) => /^(.*?):(.*?):(.*?):(.*?):(.*?):(.*)$/.exec(text)?.slice(1));
  if (patterns === undefined) return like(wanted, value);
  return parts !== undefined && patterns.every((pattern, place) => like(pattern, parts[place]!));
}

function valuesOf(key: string, { context }: PlainRequest): readonly string[] {
  const name = key.toLowerCase();
  return Object.entries(context).find(([given]) => given.toLowerCase() === name)?.[1] ?? [];
}

const LITERAL_STAR = '\u0001';
const LITERAL_QUESTION = '\u0002';

/** Variables replaced. Wildcards in their values are none. */
function fill(text: string, version: string, request: PlainRequest): string | undefined {
  if (version !== '2012-10-17' || !text.includes('${')) return text;
  let missing = false;
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, key: string) => {
    const [value] = valuesOf(key, request);
    if (value === undefined) missing = true;
    return (value ?? '').replaceAll('*', LITERAL_STAR).replaceAll('?', LITERAL_QUESTION);
  });
  return missing ? undefined : filled;
}

const restored = (text: string) => text.replaceAll(LITERAL_STAR, '*').replaceAll(LITERAL_QUESTION, '?');

const list = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

const KNOWN = new Map<string, Map<string, boolean>>();

/** Remembers, or the tests would take minutes; otherwise the definition of the two wildcards. */
function like(pattern: string, text: string): boolean {
  const known = KNOWN.get(pattern) ?? new Map<string, boolean>();
  KNOWN.set(pattern, known);
  const answer = known.get(text) ?? likeByDefinition(pattern, text);
  known.set(text, answer);
  return answer;
}

function likeByDefinition(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === '*') return likeByDefinition(rest, text) || (text !== '' && likeByDefinition(pattern, text.slice(1)));
  return text !== '' && (first === '?' || restored(first!) === text[0]) && likeByDefinition(rest, text.slice(1));
}
