// What guardrails are judged by.
import type { Holdings } from '../holdings/holdings.ts';
import type { Instant } from '../instant.ts';
import type { Meanings } from '../meaning/meanings.ts';
import type { Members } from '../state/members.ts';
import type { AccountId } from '../state/state.ts';
import type { Guardrails } from './guardrail.ts';

export interface GuardrailInput {
  readonly guardrails: Guardrails;
  readonly after: Holdings;
  /** Absent: there is nothing to compare with, and rules on change are passed over. */
  readonly before?: Holdings;
  /** What the files ask for, whatever waits of it. Absent: it is all in `after`. */
  readonly asked?: () => Holdings;
  readonly meanings: Meanings;
  /** Who is in the groups, for rules about people. Absent: nobody asked, and those rules see what each group and user has. */
  readonly members?: Members;
  /** Accounts in which takeover paths of Identity Center count. */
  readonly identityCenterAdminAccounts: ReadonlySet<AccountId>;
  /** Accounts in which access can be given; absent offline, where each may be. */
  readonly activeAccounts?: ReadonlySet<AccountId>;
  /** Milliseconds since the epoch: a waiver that ends at or before it has ended. */
  readonly asOf: Instant;
}
