// Whole lists from paged operations.
import { protocolError } from '../errors.ts';
import type { Aws } from './client.ts';
import type { Input, OperationName, Output, Service } from './sdk.ts';

/** The largest page each service gives. Its default is smaller, and not documented. */
const PAGE_SIZE: Readonly<Record<Service, number>> = {
  'sso-admin': 100,
  identitystore: 100,
  organizations: 20,
  iam: 1000,
  sts: 0,
};

type ListKey<T> = { [Key in keyof T]-?: NonNullable<T[Key]> extends readonly unknown[] ? Key : never }[keyof T] &
  string;
type Item<T, Key extends keyof T> = NonNullable<T[Key]> extends readonly (infer I)[] ? I : never;

export interface PagedCall<S extends Service, O extends OperationName<S> & string> {
  readonly service: S;
  readonly operation: O;
  readonly input: Input<S, O>;
  /** The member of the answer that holds the items. */
  readonly list: ListKey<Output<S, O>>;
  /** ListTagsForResource has no MaxResults. */
  readonly sized?: boolean;
}

/** Every item of every page. An empty page with a token is not the end (Organizations documents it); an absent list is an empty one. */
export async function collect<
  S extends Service,
  O extends OperationName<S> & string,
  Key extends ListKey<Output<S, O>> = ListKey<Output<S, O>>,
>(
  aws: Aws,
  { service, operation, input, list, sized = true }: PagedCall<S, O> & { readonly list: Key },
): Promise<readonly Item<Output<S, O>, Key>[]> {
  const items: Item<Output<S, O>, Key>[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = {
      ...input,
      ...(sized ? { MaxResults: PAGE_SIZE[service] } : {}),
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const answer = (await aws.call(service, operation, page)) as Readonly<Record<string, unknown>>;
    for (const item of (answer[list] ?? []) as typeof items) items.push(item);
    // The end is told by null, by absence, and in some lists by an empty token.
    token = (answer.NextToken ?? undefined) as string | undefined;
    if (token === '') token = undefined;
    if (token !== undefined && seen.has(token))
      throw protocolError(`${service}:${operation}`, 'a page token came twice');
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
  return items;
}
