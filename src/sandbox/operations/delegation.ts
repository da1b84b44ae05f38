// organizations: which services the organization has let in, and which account administers Identity Center for it.
import { seconds } from '../clock.ts';
import { ServiceError } from '../errors.ts';
import { type Operations, reads } from '../operation.ts';
import { page } from '../pages.ts';
import { organizationAccountId, pagedBy20, servicePrincipal } from '../shapes.ts';
import { shownAccount, unknownAccount } from './organizations.ts';

/** The service principal that an Identity Center administrator is delegated for. */
const IDENTITY_CENTER = 'sso.amazonaws.com';

export const DELEGATION: Operations = {
  ListDelegatedAdministrators: reads({ 'ServicePrincipal?': servicePrincipal, ...pagedBy20 }, (call, input) => {
    const { accounts, delegatedAdministrator: id } = call.state.organization;
    const account = id === undefined ? undefined : accounts.get(id);
    const asked = input.ServicePrincipal === undefined || input.ServicePrincipal === IDENTITY_CENTER;
    return page(call, input, {
      key: 'DelegatedAdministrators',
      items: asked && account !== undefined ? [account] : [],
      show: (administrator) => {
        const { Paths: _paths, ...shown } = shownAccount(call.state, administrator);
        return { ...shown, DelegationEnabledDate: seconds(call.state.createdAt) };
      },
    });
  }),
  ListDelegatedServicesForAccount: reads({ AccountId: organizationAccountId, ...pagedBy20 }, (call, input) => {
    const { accounts, delegatedAdministrator } = call.state.organization;
    if (!accounts.has(input.AccountId)) throw unknownAccount();
    if (input.AccountId !== delegatedAdministrator) {
      throw new ServiceError(
        'AccountNotRegisteredException',
        'The specified account is not a delegated administrator for this AWS service.',
      );
    }
    return page(call, input, {
      key: 'DelegatedServices',
      items: [IDENTITY_CENTER],
      show: (name) => ({ ServicePrincipal: name, DelegationEnabledDate: seconds(call.state.createdAt) }),
    });
  }),
  ListAWSServiceAccessForOrganization: reads(pagedBy20, (call, input) =>
    page(call, input, {
      key: 'EnabledServicePrincipals',
      items: [IDENTITY_CENTER],
      show: (name) => ({ ServicePrincipal: name, DateEnabled: seconds(call.state.createdAt) }),
    }),
  ),
};
