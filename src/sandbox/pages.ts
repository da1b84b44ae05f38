// Pages of a list: opaque tokens that fit one operation and its input only, a small default size, and the page faults.

import { ServiceError } from './errors.ts';
import { hex } from './ids.ts';
import type { Call, Output } from './operation.ts';

interface PagedInput {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** One page of `items` under `key`; NextToken is absent on the last page. */
export function page<T>(
  call: Call,
  input: PagedInput,
  list: { readonly key: string; readonly items: Iterable<T>; readonly show: (item: T) => unknown },
): Output {
  const scope = scopeOf(call, input);
  const start = input.NextToken === undefined ? 0 : offsetOf(call, input.NextToken, scope);
  if (call.pageFault === 'empty-page') return { [list.key]: [], NextToken: token(start, scope) };
  const end = start + (input.MaxResults ?? defaultSize(call));
  const { items, isLast } = between(list.items, start, end);
  const rows = items.map((item) => list.show(item));
  if (call.pageFault === 'repeat-token') return { [list.key]: rows, NextToken: input.NextToken ?? token(start, scope) };
  return isLast ? { [list.key]: rows } : { [list.key]: rows, NextToken: token(end, scope) };
}

/** Organizations gives pages of 20, the most that it gives at all. */
const defaultSize = ({ service, settings }: Call): number => (service === 'organizations' ? 20 : settings.pageSize);

/** The items from `start` to `end`, without making a list of those behind them: stores of 10,000 groups are paged a lot. */
function between<T>(all: Iterable<T>, start: number, end: number): { items: readonly T[]; isLast: boolean } {
  const items: T[] = [];
  let index = 0;
  for (const item of all) {
    if (index >= end) return { items, isLast: false };
    if (index >= start) items.push(item);
    index += 1;
  }
  return { items, isLast: true };
}

const token = (offset: number, scope: string): string =>
  Buffer.from(`${offset}.${scope}`).toString('base64').replaceAll('+', '-').replaceAll('/', '_');

function scopeOf(call: Call, input: PagedInput): string {
  const { MaxResults: _size, NextToken: _token, ...rest } = input;
  return hex(12, call.service, call.operation, JSON.stringify(rest));
}

function offsetOf(call: Call, given: string, scope: string): number {
  const [offset, from] = Buffer.from(given, 'base64url').toString().split('.');
  if (from === scope && offset !== undefined && /^\d+$/.test(offset)) return Number(offset);
  throw invalidToken(call);
}

function invalidToken(call: Call): ServiceError {
  if (call.service !== 'organizations') return new ServiceError('ValidationException', 'Invalid NextToken.');
  return new ServiceError('InvalidInputException', 'You specified an invalid value.', {
    Reason: 'INVALID_PAGINATION_TOKEN',
  });
}
