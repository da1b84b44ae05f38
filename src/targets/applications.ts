// Applications of an Identity Center, which people sign in to: who is assigned to them, and whether anybody has to be. They lead into no account, are made
// and deleted by others, and bear no tag of ours: a file that declares one takes over its assignments, or says that they are another's (`external`).
import { diagnose } from '../diagnostics/diagnose.ts';
import { labelOf, requiresAssignment, settingsAddress } from '../state/applications.ts';
import { holdReasonFrom } from '../state/desired.ts';
import type { TargetRules } from './target.ts';

export const APPLICATIONS: TargetRules = {
  ownership: (name, { desired }) => {
    const declared = desired.applications?.get(name);
    if (declared === undefined) return 'unmanaged';
    return declared.external ? 'external' : 'managed';
  },
  reasonToHold: () => undefined,
  // An application is never made here: one that is declared was there when the directory was read.
  reasonToHoldResource: ({ before }) =>
    before === undefined ? holdReasonFrom(diagnose('plan/target-unread', { why: 'it was not read' })) : undefined,
  // Everybody may use it, or who is assigned: neither makes an assignment give more or less.
  resourceOf: () => undefined,
  riskOf: (_, after) => (requiresAssignment(after) === true ? 'narrows' : 'broadens'),
  narrowedAfter: ({ permissionSet, account }) => settingsAddress(labelOf(permissionSet), account),
  mayDelete: () => false,
};
