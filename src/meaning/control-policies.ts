// What service control policies leave of a request: each level from the root down to the account must permit it, and a Deny at any of them forbids it (Organizations User
// Guide, SCP evaluation).
//
// The question is asked of a role that may do everything, so that nothing but the policies can keep it. What is fixed of a request is its condition: `aws:PrincipalArn` where
// it matters who asks, for that is what exceptions of such policies are made of. Whatever else a request may have is free: a Deny under a condition that somebody can avoid
// forbids nothing.
import type { ActionIndex } from '../policy/catalogue/index.ts';
import { type Document, type Grant, NO_ACCESS, newAccessWithin } from '../policy/compare/index.ts';
import { parsePolicy } from '../policy/language/index.ts';
import type { Budget } from '../policy/patterns/index.ts';
import type { Policy } from '../state/state.ts';

/** What is attached at one level. */
export interface ControlLevel {
  readonly policies: readonly ControlDocument[];
  /** FullAWSAccess is attached as well: then nothing is left out for not being listed. */
  readonly hasFullAccess: boolean;
}

export interface ControlDocument {
  readonly name: string;
  readonly document: Policy;
}

export interface AskedRequest {
  readonly actions: readonly string[];
  /** ARNs, with `*`. */
  readonly resources: readonly string[];
  /** Condition keys whose values are known. */
  readonly context: Readonly<Record<string, string>>;
}

export interface Permitted {
  /** Of the actions that were asked about. */
  readonly actions: readonly string[];
  /** Of which it could not be told. */
  readonly undetermined: readonly string[];
}

export function permittedAt(
  levels: readonly ControlLevel[],
  { actions, resources, context }: AskedRequest,
  { index, budget }: { readonly index: ActionIndex; readonly budget: Budget },
): Permitted {
  const asked = documentOf({
    name: 'what is asked',
    document: {
      kind: 'document',
      document: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: actions, Resource: resources, Condition: { StringEquals: context } },
      },
    },
  });
  const limits = levels.map(limitsOf);
  if (limits.some(({ permitsNothing }) => permitsNothing)) return { actions: [], undetermined: [] };
  const grant: Grant = {
    documents: [asked, ...limits.flatMap(({ denies }) => denies)],
    ceilings: limits.flatMap(({ ceiling }) => ceiling ?? []),
  };
  const { gains, unresolved } = newAccessWithin(NO_ACCESS, { grants: [grant] }, { index, budget });
  const namesOf = (found: readonly { readonly actions: readonly string[]; readonly unlisted: readonly string[] }[]) =>
    [...new Set(found.flatMap((each) => [...each.actions, ...each.unlisted]))].sort();
  return { actions: namesOf(gains), undetermined: namesOf(unresolved) };
}

interface Limits {
  readonly denies: readonly Document[];
  /** Undefined: everything is permitted that is not denied. */
  readonly ceiling?: Document;
  readonly permitsNothing: boolean;
}

function limitsOf({ policies, hasFullAccess }: ControlLevel): Limits {
  const documents = policies.map(documentOf);
  const known = documents.filter((document) => document.kind === 'known');
  const denies = known.map((document) => withOnly(document, 'Deny', [document]));
  const unknown = documents.find((document) => document.kind === 'unknown');
  // What is not understood may permit, and deny, anything: as a limit it does neither for certain, and allows nothing by itself.
  if (unknown !== undefined) return { denies, ceiling: unknown, permitsNothing: false };
  if (hasFullAccess) return { denies, permitsNothing: false };
  const [first] = known;
  if (first === undefined || !known.some(hasAllow)) return { denies, permitsNothing: true };
  return { denies, ceiling: withOnly(first, 'Allow', known), permitsNothing: false };
}

type Known = Extract<Document, { readonly kind: 'known' }>;

const hasAllow = ({ policy }: Known): boolean => policy.statements.some(({ effect }) => effect === 'Allow');

/** A document with these statements of all of them. */
function withOnly(document: Known, wanted: 'Allow' | 'Deny', all: readonly Known[]): Known {
  const statements = all.flatMap(({ policy }) => policy.statements.filter(({ effect }) => effect === wanted));
  return { ...document, policy: { ...document.policy, statements } };
}

function documentOf({ name, document }: ControlDocument): Document {
  if (document.kind === 'opaque') return { kind: 'unknown', name };
  const { policy } = parsePolicy(document.document);
  return policy.complete ? { kind: 'known', name, policy } : { kind: 'unknown', name };
}
