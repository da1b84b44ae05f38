// What an Identity Center has its account access entitlements in.
import { type Address, resourceAddress } from './state.ts';

/** An Identity Center has one at most (CreateApplication: AlreadyCreatedException). */
export const APPLICATION = { target: 'account-access', kind: 'application', name: 'application' } as const;
export const APPLICATION_ADDRESS: Address = resourceAddress(APPLICATION);
