// The operations of AWS account access that are called, as types and as requests. The SDK for JavaScript has no client of it, so that this stands for one:
// the types of inputs, where each operation goes by REST, and the endpoint (service model `account-access` of 2018-05-10, protocol rest-json).

/** A member of a union: exactly one is given. */
export type PrincipalOfEntitlement = { readonly groupId: string } | { readonly userId: string };

interface Pages {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

interface Inputs {
  readonly ListApplications: Pages;
  readonly GetApplication: { readonly applicationArn: string };
  readonly CreateApplication: {
    readonly identitySource: { readonly identityCenter: { readonly instanceArn: string } };
    readonly tags: Readonly<Record<string, string>>;
  };
  readonly TagResource: { readonly resourceArn: string; readonly tags: Readonly<Record<string, string>> };
  readonly ListEntitlements: Pages & {
    readonly applicationArn: string;
    /** One at least, or the service refuses (ListEntitlements). All that are given must fit. */
    readonly filter: {
      readonly principalRole: {
        readonly principal?: { readonly identityCenter: PrincipalOfEntitlement };
        readonly roleArn?: string;
        readonly account?: string;
      };
    };
  };
  readonly CreateEntitlement: {
    readonly applicationArn: string;
    readonly entitlement: {
      readonly principalRole: {
        readonly principal: { readonly identityCenter: PrincipalOfEntitlement };
        readonly roleArn: string;
      };
    };
  };
  readonly DeleteEntitlement: { readonly applicationArn: string; readonly entitlementId: string };
}

type Operation = keyof Inputs;

/** As a module of the SDK has its commands, for sdk.ts. */
export type AccountAccessModule = {
  readonly [Name in Operation as `${Name}Command`]: abstract new (
    ...args: never
  ) => { readonly input: Inputs[Name] };
};

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{member}` stands for a member of the input. */
  readonly path: string;
  /** Members that stand in the query. */
  readonly query?: readonly string[];
}

const ROUTES: Readonly<Record<Operation, Route>> = {
  ListApplications: { method: 'POST', path: '/applications-list' },
  GetApplication: { method: 'GET', path: '/applications/{applicationArn}' },
  CreateApplication: { method: 'POST', path: '/applications' },
  TagResource: { method: 'POST', path: '/tags/{resourceArn}' },
  ListEntitlements: { method: 'POST', path: '/entitlements-list' },
  CreateEntitlement: { method: 'POST', path: '/entitlements' },
  DeleteEntitlement: { method: 'DELETE', path: '/entitlements/{entitlementId}', query: ['applicationArn'] },
};

export interface RestRequest {
  readonly method: Route['method'];
  /** Encoded after RFC 3986. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** JSON. Absent where every member stands elsewhere. */
  readonly body?: string;
}

/** Pages are called here as in the other services: `NextToken`, `MaxResults`. */
export function requestOf(operation: string, input: object): RestRequest {
  const { method, path, query = [] } = ROUTES[operation as Operation];
  const members = new Map<string, unknown>(Object.entries(input));
  const take = (name: string): string => {
    const value = String(members.get(name));
    members.delete(name);
    return value;
  };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(take(name)));
  const asked = Object.fromEntries(query.map((name) => [name, take(name)]));
  const body = [...members].map(([name, value]) => [PAGES.get(name) ?? name, value] as const);
  return {
    method,
    path: filled,
    query: asked,
    ...(method === 'POST' ? { body: JSON.stringify(Object.fromEntries(body)) } : {}),
  };
}

const PAGES = new Map([
  ['MaxResults', 'maxResults'],
  ['NextToken', 'nextToken'],
]);

/** The members of an answer, with the token of its page as in the other services. */
export function answerOf(body: string): object {
  const { nextToken, ...members } = JSON.parse(body);
  return nextToken === undefined ? members : { ...members, NextToken: nextToken };
}

/** Of each partition, the suffix of hosts that answer over IPv4 and IPv6: account access has no others (endpoint rules of the service). */
const SUFFIXES: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'api.amazonwebservices.com.cn'],
  [/^eusc-/, 'api.amazonwebservices.eu'],
];

export function endpointOf(region: string): string {
  const suffix = SUFFIXES.find(([form]) => form.test(region))?.[1] ?? 'api.aws';
  return `https://account-access.${region}.${suffix}`;
}
