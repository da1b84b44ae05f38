// identitystore: the store itself. An organization has one, that of its Identity Center instance.
import { optional } from '../../optional.ts';
import { type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { directoryPages, identityStoreId, storeNetwork } from '../shapes.ts';
import { identityStoreArn, type SandboxState } from '../state.ts';
import { requireStore } from './directory.ts';

export const IDENTITY_STORES: Operations = {
  ListIdentityStores: reads(directoryPages, (call, input) =>
    page(call, input, { key: 'IdentityStores', items: [call.state], show: identity }),
  ),
  DescribeIdentityStore: reads({ IdentityStoreId: identityStoreId }, (call, input) => {
    requireStore(call, input.IdentityStoreId);
    const { storeNetwork: network } = call.state.instance;
    return { ...identity(call.state), ...optional({ NetworkConfiguration: network }) };
  }),
  // A NetworkConfiguration replaces the one before (UpdateIdentityStore, API reference). It is told and never enforced: callers come over loopback.
  UpdateIdentityStore: writes(
    { IdentityStoreId: identityStoreId, 'NetworkConfiguration?': storeNetwork },
    (call, input) => {
      requireStore(call, input.IdentityStoreId);
      if (input.NetworkConfiguration !== undefined) call.state.instance.storeNetwork = input.NetworkConfiguration;
      return identity(call.state);
    },
  ),
};

const identity = (state: SandboxState): Output => ({
  IdentityStoreId: state.identityStoreId,
  IdentityStoreArn: identityStoreArn(state),
});
