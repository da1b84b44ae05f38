// Whole lists from paged operations.
import { optional } from '../../optional.ts';
import { CallFailure } from '../errors.ts';
import { type Answer, type Listing, type MarkedListing, mostMarkedOf, mostOf } from './answers.ts';
import type { Aws } from './client.ts';
import type { Input, OperationName, Service } from './sdk.ts';

/** The largest page each service gives. Its default is smaller, and not documented. */
const PAGE_SIZE: Readonly<Record<Service, number>> = {
  'sso-admin': 100,
  identitystore: 100,
  organizations: 20,
  iam: 1000,
  sts: 0,
  cloudtrail: 50,
  'account-access': 100,
};
/** Pages in a row that bring nothing. Organizations documents that they occur; a list that has nothing else is none. */
const MOST_EMPTY_PAGES = 100;

type ListKey<T> = { [Key in keyof T]-?: NonNullable<T[Key]> extends readonly unknown[] ? Key : never }[keyof T] &
  string;
type Item<T, Key extends keyof T> = NonNullable<T[Key]> extends readonly (infer I)[] ? I : never;

export interface PagedCall<S extends Service, O extends Listing<S> & OperationName<S>> {
  readonly service: S;
  readonly operation: O;
  readonly input: Input<S, O>;
  /** The member of the answer that holds the items. */
  readonly list: ListKey<Answer<S, O>>;
  /** ListTagsForResource has no MaxResults. */
  readonly sized?: boolean;
}

/**
 * Every item of every page. An empty page with a token is not the end (Organizations documents it); an absent list is an empty one. A list that goes
 * round in a circle, brings nothing for ever, or has more than AWS's quotas allow, fails as a `protocol` failure.
 */
export async function collect<
  S extends Service,
  O extends Listing<S> & OperationName<S>,
  Key extends ListKey<Answer<S, O>> = ListKey<Answer<S, O>>,
>(
  aws: Aws,
  { service, operation, input, list, sized = true }: PagedCall<S, O> & { readonly list: Key },
): Promise<readonly Item<Answer<S, O>, Key>[]> {
  const items: Item<Answer<S, O>, Key>[] = [];
  const seen = new Set<string>();
  const most = mostOf(service, operation);
  let empty = 0;
  let token: string | undefined;
  const refuse = (problem: string): never => {
    throw new CallFailure({ kind: 'protocol', api: `${service}:${operation}`, ...NO_ANSWER, message: problem });
  };
  do {
    const page = {
      ...input,
      ...(sized ? { MaxResults: PAGE_SIZE[service] } : {}),
      ...optional({ NextToken: token }),
    };
    const answer = (await aws.call(service, operation, page)) as Readonly<Record<string, unknown>>;
    const found = (answer[list] ?? []) as typeof items;
    for (const item of found) items.push(item);
    empty = found.length === 0 ? empty + 1 : 0;
    // The end is told by null, by absence, and in some lists by an empty token.
    token = (answer.NextToken as string | undefined) || undefined;
    if (token === undefined) break;
    if (seen.has(token)) refuse('a page token came twice');
    if (empty > MOST_EMPTY_PAGES) refuse(`${empty} pages in a row are empty, and there are to be more`);
    if (items.length > most) refuse(`there are more than ${most} items, and there are to be more`);
    seen.add(token);
  } while (token !== undefined);
  return items;
}

const NO_ANSWER = { name: 'Pages', attempts: 1, seconds: 0 } as const;

/** Every item of every page of a list of IAM, which is told to go on by IsTruncated. As `collect` in all else. */
export async function collectMarked<O extends MarkedListing, Key extends ListKey<Answer<'iam', O>>>(
  aws: Pick<Aws, 'call'>,
  { operation, input, list }: { readonly operation: O; readonly input: Input<'iam', O>; readonly list: Key },
): Promise<readonly Item<Answer<'iam', O>, Key>[]> {
  const items: Item<Answer<'iam', O>, Key>[] = [];
  const seen = new Set<string>();
  const refuse = (message: string): never => {
    throw new CallFailure({ kind: 'protocol', api: `iam:${operation}`, ...NO_ANSWER, message });
  };
  for (let marker: string | undefined; ; ) {
    const page = { ...input, MaxItems: PAGE_SIZE.iam, ...optional({ Marker: marker }) };
    const answer = (await aws.call('iam', operation, page as Input<'iam', O>)) as Readonly<Record<string, unknown>>;
    for (const item of (answer[list] ?? []) as typeof items) items.push(item);
    if (answer.IsTruncated !== true) return items;
    marker = answer.Marker as string | undefined;
    if (marker === undefined || seen.has(marker)) refuse('a list goes on without a new marker');
    if (items.length > mostMarkedOf(operation))
      refuse(`there are more than ${mostMarkedOf(operation)} items, and there are to be more`);
    seen.add(marker!);
  }
}
