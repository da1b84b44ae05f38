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

/** What AWS leaves open: whether letters beyond ASCII have a case, and what becomes of a negation whose variable the request lacks. */
export interface Doctrine {
  readonly letters: 'ascii' | 'widely';
  readonly lacking: 'unmatched' | 'invalid';
}

const PLAINEST: Doctrine = { letters: 'ascii', lacking: 'unmatched' };

export const DOCTRINES: readonly Doctrine[] = (['ascii', 'widely'] as const).flatMap((letters) =>
  (['unmatched', 'invalid'] as const).map((lacking) => ({ letters, lacking })),
);

export function oracleAllows(
  grants: readonly PlainGrant[],
  plain: PlainRequest,
  doctrine: Doctrine = PLAINEST,
): boolean {
  const request = { ...plain, ...doctrine };
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

type Asking = PlainRequest & Partial<Doctrine>;

function says(effect: 'Allow' | 'Deny', document: PlainDocument, request: Asking): boolean {
  return document.Statement.some((statement) => statement.Effect === effect && applies(statement, document, request));
}

function applies(statement: PlainStatement, document: PlainDocument, request: Asking): boolean {
  const { Version } = document;
  return (
    !(request.lacking === 'invalid' && lacksVariable(statement, Version, request)) &&
    namesAction(statement, request.action) &&
    namesResource(statement, Version, request) &&
    conditionsHold(statement, Version, request)
  );
}

/** In what it negates. */
function lacksVariable({ NotResource, Condition }: PlainStatement, Version: string, request: Asking): boolean {
  const refused = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    operator.includes('Not') ? Object.values(keys).flatMap(list) : [],
  );
  return [...list(NotResource ?? []), ...refused].some((text) => fill(text, Version, request) === undefined);
}

export function conditionsHold({ Condition }: PlainStatement, Version: string, request: Asking): boolean {
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
  readonly request: Asking;
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
      return (
        filled !== undefined &&
        compare(positive, value, /Like|Arn/.test(positive) ? filled : restored(filled), request.letters)
      );
    });
  const holdsFor = (value: string) => (negative ? !matchesOne(value) : matchesOne(value));
  if (prefix === 'ForAllValues') return given.every(holdsFor);
  if (prefix === 'ForAnyValue') return given.some(holdsFor);
  return negative ? given.every(holdsFor) : given.some(holdsFor);
}

function compare(operator: string, value: string, wanted: string, letters: Doctrine['letters'] = 'ascii'): boolean {
  switch (operator) {
    case 'StringEquals':
      return value === wanted;
    case 'StringEqualsIgnoreCase':
    case 'Bool':
      return withoutCase(value, letters) === withoutCase(wanted, letters);
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

/** Character by character; or by the table that takes most letters for one, and İ and ı for `i`. */
function withoutCase(text: string, letters: Doctrine['letters']): string {
  if (letters === 'ascii') return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const single = (letter: string, other: string) => (other.length === 1 ? other : letter);
  return [...text]
    .map((letter) => single(letter, letter.toUpperCase()))
    .map((letter) => (letter === '\u0130' ? 'i' : single(letter, letter.toLowerCase())))
    .join('');
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
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, content: string) => {
    if (/^[*?$]$/.test(content)) return content.replace('*', LITERAL_STAR).replace('?', LITERAL_QUESTION);
    const [, key = content, fallback] = /^([^,]*), *'([^']*)'$/.exec(content) ?? [];
    const value = valuesOf(key, request)[0] ?? fallback;
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
