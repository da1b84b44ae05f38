// AWS account access: IAM roles that exist already, given to groups of Identity Center by entitlements. Nothing is made in accounts, and an entitlement
// bears no tag; all of an instance's are in one application, which does.
import { type Address, resourceAddress } from '../state/state.ts';
import type { TargetRules } from './target.ts';

/** An Identity Center has one at most (CreateApplication: AlreadyCreatedException). */
const APPLICATION = { target: 'account-access', kind: 'application', name: 'application' } as const;
const APPLICATION_ADDRESS: Address = resourceAddress(APPLICATION);

export const ACCOUNT_ACCESS: TargetRules = {
  ownership: ({ desired }) => (desired.state.resources?.has(APPLICATION_ADDRESS) === true ? 'managed' : 'external'),
  reasonToHold: () => undefined,
  resourceOf: () => APPLICATION_ADDRESS,
  riskOf: () => 'neutral',
  // DeleteApplication takes every entitlement with it, whoever made it.
  mayDelete: () => false,
};
