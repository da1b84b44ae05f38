// A role that exists already, and that nobody has read.
import { memoizeByText } from '../memoize.ts';
import type { PermissionSetInAccount, PermissionSetName } from '../state/state.ts';

/** One object for each name: nobody knows in what the accounts differ. The longest session that a role can have (UpdateRole). */
export const unreadRole = memoizeByText(
  (name: PermissionSetName): PermissionSetInAccount => ({
    name,
    sessionDuration: 'PT12H',
    managedPolicies: [],
    customerManagedPolicies: [],
    inlinePolicy: { kind: 'opaque', text: `the policies of ${name}`, isUnread: true },
  }),
);
