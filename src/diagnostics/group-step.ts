// How far a group has come on its way from Entra to Identity Center, and what that is called. state/group-step.ts says which step it is.

export type GroupStep =
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-security-enabled' }
  | { readonly kind: 'not-assigned' }
  /** Of the provisioning log; `reason` is what Graph says. */
  | { readonly kind: 'failing'; readonly reason: string }
  /** `Quarantine`, `Paused` … of the provisioning job. */
  | { readonly kind: 'stopped'; readonly status: string }
  /** Assigned, and nothing is wrong. `next`: when the next cycle is due, `2026-11-28 09:40 UTC`. */
  | { readonly kind: 'waiting'; readonly next?: string }
  /** What could not be read. */
  | { readonly kind: 'unknown'; readonly missing: string };

/** The step that is not done, as the end of a sentence: `no group of Entra has its object id`. */
export function stepText(step: GroupStep): string {
  switch (step.kind) {
    case 'absent':
      return 'no group of Entra has its object id';
    case 'not-security-enabled':
      return 'it is not security-enabled in Entra';
    case 'not-assigned':
      return 'it is not assigned to the enterprise application';
    case 'failing':
      return `provisioning fails: ${step.reason === '' ? 'Entra does not say why' : step.reason}`;
    case 'stopped':
      return `the provisioning job has status \`${step.status}\``;
    case 'waiting':
      return `it is assigned to the enterprise application and waits for ${
        step.next === undefined ? 'the next cycle' : `the cycle of ${step.next}`
      }`;
    case 'unknown':
      return `at which step it waits is not known: ${step.missing}`;
    default:
      return step satisfies never;
  }
}

/** What a person does about it. */
export function stepHint(step: GroupStep): string {
  switch (step.kind) {
    case 'absent':
      return 'correct its `objectId`; after a deletion, restore the group in Entra within 30 days, or review the one that replaces it';
    case 'not-security-enabled':
      return 'use a security group: Entra provisions no others';
    case 'not-assigned':
      return 'assign it to the enterprise application (Users and groups)';
    case 'failing':
      return 'cure what the provisioning logs say; the next cycle tries again';
    case 'stopped':
      return 'start the provisioning job again once its reason is cured';
    case 'waiting':
      return 'wait for the cycle (40 minutes), or provision the group on demand';
    case 'unknown':
      return 'assign it to the enterprise application (Users and groups); after a cycle, look into the provisioning logs';
    default:
      return step satisfies never;
  }
}
