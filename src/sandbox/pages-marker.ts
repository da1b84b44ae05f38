// Pages of iam: a Marker while IsTruncated. Tokens and page faults are those of the other services.
import { optional } from '../optional.ts';
import type { Call, Output } from './operation.ts';
import { page } from './pages.ts';

/** MaxItems when the caller names none. */
const DEFAULT_PAGE = 100;

export function markedPage<T>(
  call: Call,
  input: { readonly MaxItems?: number; readonly Marker?: string },
  list: { readonly key: string; readonly items: Iterable<T>; readonly show: (item: T) => unknown },
): Output {
  const { MaxItems: size = DEFAULT_PAGE, Marker: marker, ...rest } = input;
  const paged = { ...rest, MaxResults: size, ...optional({ NextToken: marker }) };
  const { NextToken: next, ...output } = page(call, paged, list);
  return next === undefined ? { ...output, IsTruncated: false } : { ...output, IsTruncated: true, Marker: next };
}
