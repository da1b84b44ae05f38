// What an access decides about a question: allowed, denied, or in part, with a request that shows it; and which statements have a part in that.
import type { Meanings } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import type { ActionIndex } from '../policy/catalogue/index.ts';
import {
  type Access,
  type Document,
  type DoubtReason,
  type Grant,
  isNothing,
  type NewAccess,
  NO_ACCESS,
  newAccessWithin,
  type ReachCondition,
  type Request,
} from '../policy/compare/index.ts';
import type { ParsedPolicy, Statement } from '../policy/language/index.ts';
import type { Budget } from '../policy/patterns/index.ts';
import type { Span } from '../source/span.ts';
import { askedAccess, type Question, withinQuestion } from './question.ts';

/**
 * `allowed`: every request that is asked about; `denied`: none. `conditional`: some, by their resource or under conditions. `undetermined`: nobody
 * can say. `impossible`: there is no such request, for the action is about other resources.
 */
export type Verdict = 'allowed' | 'conditional' | 'denied' | 'undetermined' | 'impossible';

export interface Decision {
  readonly verdict: Verdict;
  /** A request that is allowed, and one that is not. */
  readonly allowed?: Request;
  readonly refused?: Request;
  /** Why it is not certain, or how much of it is. */
  readonly doubt?: { readonly reason: DoubtReason; readonly documents: readonly string[] };
}

type Tools = Pick<Meanings, 'data' | 'budget'>;

/** All grants together: one of them is enough to allow a request. */
export function decide(access: Access, question: Question, { data: { index }, budget }: Tools): Decision {
  const asked = askedAccess(question, index);
  const within = (has: Access, wants: Access) => newAccessWithin(has, wants, { index, budget: budget() });
  const possible = within(NO_ACCESS, asked);
  if (isNothing(possible)) return { verdict: 'impossible' };
  const refused = within(access, asked);
  if (isNothing(refused)) return { verdict: 'allowed', ...requestOf('allowed', possible) };
  const allowed = within(NO_ACCESS, withinQuestion(access, question, index));
  if (allowed.gains.length > 0) {
    return {
      verdict: 'conditional',
      ...requestOf('allowed', allowed),
      ...requestOf('refused', refused),
      ...(refused.gains.length === 0 ? doubtOf(refused) : {}),
    };
  }
  if (isNothing(allowed)) return { verdict: 'denied', ...requestOf('refused', refused) };
  return { verdict: 'undetermined', ...doubtOf(allowed) };
}

function requestOf<Name extends 'allowed' | 'refused'>(
  name: Name,
  { gains: [first] }: NewAccess,
): { readonly [Key in Name]?: Request } {
  return (first === undefined ? {} : { [name]: first.witness }) as { readonly [Key in Name]?: Request };
}

function doubtOf({ unresolved }: NewAccess): Pick<Decision, 'doubt'> {
  const [first] = unresolved;
  if (first === undefined) return {};
  const documents = [...new Set(unresolved.flatMap(({ doubt }) => doubt.documents))].sort();
  return { doubt: { reason: first.doubt.reason, documents } };
}

/** A statement that speaks of some request that is asked about, or a policy that may. */
export interface Part {
  /** Of the policy, as the engine names it. */
  readonly document: string;
  /** `nothing`: a boundary that allows no request that is asked about. */
  readonly effect: 'Allow' | 'Deny' | 'nothing' | 'unknown';
  /** The policy is the boundary: it allows nothing by itself. */
  readonly boundary?: true;
  /** Of the statement, from 1. */
  readonly statement?: number;
  readonly sid?: string;
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions?: readonly ReachCondition[];
  /** Where it stands in the files, if they have it. */
  readonly place?: Span;
}

/** Denies first, then Allows, then what cannot be seen; of each, in the order of the policies. */
export function partsIn(
  { documents, boundary }: Grant,
  question: Question,
  { data: { index }, budget }: Tools,
): readonly Part[] {
  const shared = budget();
  const parts = [
    ...documents.flatMap((document) => partsOf(document, question, { index, budget: shared })),
    ...(boundary === undefined ? [] : partsOfBoundary(boundary, question, { index, budget: shared })),
  ];
  return EFFECTS.flatMap((effect) => parts.filter((part) => part.effect === effect));
}

const EFFECTS: readonly Part['effect'][] = ['Deny', 'nothing', 'Allow', 'unknown'];

interface Searching {
  readonly index: ActionIndex;
  readonly budget: Budget;
}

function partsOfBoundary(boundary: Document, question: Question, searching: Searching): readonly Part[] {
  const parts = partsOf(boundary, question, searching);
  const isSilent = !parts.some(({ effect }) => effect === 'Allow' || effect === 'unknown');
  const all: readonly Part[] = isSilent ? [...parts, { document: boundary.name, effect: 'nothing' }] : parts;
  return all.map((part) => ({ ...part, boundary: true as const }));
}

function partsOf(document: Document, question: Question, searching: Searching): readonly Part[] {
  const { name } = document;
  if (document.kind === 'unknown') return [{ document: name, effect: 'unknown' }];
  const { policy } = document;
  const unread: readonly Part[] = policy.complete ? [] : [{ document: name, effect: 'unknown' }];
  const speaking = policy.statements.filter((statement) => speaksOf(statement, policy, { question, searching }));
  return [...speaking.map((statement) => partFrom(statement, name)), ...unread];
}

function speaksOf(
  statement: Statement,
  policy: ParsedPolicy,
  { question, searching }: { readonly question: Question; readonly searching: Searching },
): boolean {
  const alone = { ...policy, complete: true, statements: [{ ...statement, effect: 'Allow' as const }] };
  const access: Access = { grants: [{ documents: [{ kind: 'known', name: 'statement', policy: alone }] }] };
  return !isNothing(newAccessWithin(NO_ACCESS, withinQuestion(access, question, searching.index), searching));
}

function partFrom({ effect, index, sid, resource, conditions, span }: Statement, document: string): Part {
  const texts = resource.patterns.map(({ text }) => text);
  return {
    document,
    effect,
    statement: index + 1,
    ...(sid === undefined ? {} : { sid: sid.text }),
    ...(resource.negated ? { notResources: texts } : { resources: texts }),
    conditions: conditions.map(({ operator, key, values }) => ({
      operator: operator.word.text,
      key: key.text,
      values: values.map(({ text }) => text),
    })),
    ...optional({ place: span }),
  };
}
