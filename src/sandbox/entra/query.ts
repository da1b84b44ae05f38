// The query options of a request: each is one that the operation has, or the request is refused; nothing is passed over in silence.
import { badRequest, unsupportedQuery } from './errors.ts';

/** What a `$filter` may ask of a property. */
export interface Filterable {
  readonly operators: readonly ('eq' | 'gt' | 'lt')[];
  readonly kind: 'text' | 'time';
  /** Only with ConsistencyLevel eventual and $count. */
  readonly isAdvanced?: true;
}

export interface Options {
  /** Properties that `$select` may name. Absent: there is no `$select`. */
  readonly select?: readonly string[];
  readonly filter?: Readonly<Record<string, Filterable>>;
  readonly isFilterRequired?: true;
  /** The most that `$top` may be. Absent: there is no `$top`. */
  readonly top?: number;
  readonly count?: true;
}

export interface Condition {
  readonly property: string;
  readonly operator: 'eq' | 'gt' | 'lt';
  readonly value: string;
}

export interface Query {
  /** Absent: the default properties. */
  readonly select?: readonly string[];
  readonly conditions: readonly Condition[];
  readonly top?: number;
  readonly isCounted: boolean;
  readonly skipToken?: string;
}

export function queryOf(parameters: URLSearchParams, options: Options, isEventual: boolean): Query {
  const names = [...parameters.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw badRequest(`Query option '${twice}' was specified more than once, but it must be specified at most once.`);
  const known: readonly string[] = [
    ...(options.select ? ['$select'] : []),
    ...(options.filter ? ['$filter'] : []),
    ...(options.top === undefined ? [] : ['$top', '$skiptoken']),
    ...(options.count ? ['$count'] : []),
  ];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw badRequest(`The query parameter '${unknown}' is not supported.`);
  const count = parameters.get('$count');
  if (count !== null && count !== 'true' && count !== 'false')
    throw badRequest(`Invalid value '${count}' for $count query option found.`);
  const isCounted = count === 'true' && isEventual;
  const select = parameters.get('$select');
  const skipToken = parameters.get('$skiptoken');
  return {
    ...(select === null ? {} : { select: selected(select, options.select ?? []) }),
    conditions: conditionsIn(parameters.get('$filter'), options, isCounted),
    ...(parameters.has('$top') ? { top: topOf(parameters.get('$top')!, options.top!) } : {}),
    isCounted,
    ...(skipToken === null ? {} : { skipToken }),
  };
}

function selected(text: string, properties: readonly string[]): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !properties.includes(name));
  if (unknown !== undefined)
    throw badRequest(`Parsing OData Select and Expand failed: Could not find a property named '${unknown}'.`);
  return names;
}

function topOf(text: string, most: number): number {
  const size = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (size >= 1 && size <= most) return size;
  throw badRequest(`Invalid page size specified: '${text}'. Must be between 1 and ${most} inclusive.`);
}

/** `displayName eq 'O''Brien'`, `activityDateTime gt 2026-01-01T00:00:00Z`. */
const CONDITION = /^(\w+) (\w+) (?:'((?:[^']|'')*)'|([^\s']+))(?: and (?=\S)|$)/;

function conditionsIn(
  text: string | null,
  { filter = {}, isFilterRequired }: Options,
  isAdvanced: boolean,
): readonly Condition[] {
  if (text === null) {
    if (isFilterRequired) throw badRequest('The required filter is missing.', 'MissingParameters');
    return [];
  }
  const conditions: Condition[] = [];
  for (let rest = text; rest !== ''; ) {
    const [whole, property = '', operator = '', quoted, plain = ''] = CONDITION.exec(rest) ?? [];
    if (whole === undefined) throw badRequest(`Invalid filter clause: Syntax error in '${text}'.`);
    const filterable = Object.hasOwn(filter, property) ? filter[property]! : undefined;
    if (filterable === undefined || !filterable.operators.includes(operator as Condition['operator']))
      throw unsupportedQuery(`Unsupported or invalid query filter clause specified for property '${property}'.`);
    if (filterable.isAdvanced && !isAdvanced)
      throw unsupportedQuery(
        "This query requires the header 'ConsistencyLevel: eventual' and the query option '$count=true'.",
      );
    if (
      (filterable.kind === 'text') !== (quoted !== undefined) ||
      (quoted === undefined && Number.isNaN(Date.parse(plain)))
    )
      throw badRequest(`Invalid filter clause: the value for property '${property}' has the wrong type.`);
    conditions.push({
      property,
      operator: operator as Condition['operator'],
      value: quoted === undefined ? plain : quoted.replaceAll("''", "'"),
    });
    rest = rest.slice(whole.length);
  }
  return conditions;
}
