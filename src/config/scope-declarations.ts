// Which accounts, and until when: what grants, account sets and guardrails write alike.
import type { Instant } from '../instant.ts';
import type { Span } from '../source/span.ts';

/** One item of a selector list. */
export interface SelectorItem {
  readonly selector: Selector;
  /** As written, for messages. */
  readonly text: string;
  readonly span: Span;
  readonly mayBeEmpty: boolean;
}

export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'glob'; readonly pattern: string }
  | { readonly kind: 'organizational-unit'; readonly unit: OrganizationalUnitRef; readonly recursive: boolean }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  | { readonly kind: 'set'; readonly name: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'intersect'; readonly of: readonly SelectorItem[] };

export type OrganizationalUnitRef =
  | { readonly by: 'path'; readonly path: string }
  | { readonly by: 'id'; readonly id: string };

/** An end date. */
export interface Expiry {
  /** As written. */
  readonly text: string;
  /** Access ends at this instant. A plain date ends with that day in UTC. */
  readonly at: Instant;
}
