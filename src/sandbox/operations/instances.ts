// sso-admin: the instance.
import { optional } from '../../optional.ts';
import { denied } from '../callers.ts';
import { seconds } from '../clock.ts';
import { boolean, structure } from '../constraints.ts';
import { validation } from '../errors.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import {
  clientToken,
  instanceArn,
  instanceName,
  instanceNetwork,
  kmsKeyArn,
  kmsKeyType,
  pagedBy100,
  regionScope,
  tags,
} from '../shapes.ts';
import { identityStoreArn, type Wire } from '../state.ts';
import { regionsOf, shownRegion } from './regions.ts';
import { requireInstance } from './resources.ts';

export const INSTANCES: Operations = {
  ListInstances: reads({ ...pagedBy100, 'RegionScope?': regionScope }, (call, input) =>
    page(call, input, {
      key: 'Instances',
      items: isVisible(call, input.RegionScope) ? [call.state.instanceArn] : [],
      show: () => instance(call),
    }),
  ),
  DescribeInstance: reads({ InstanceArn: instanceArn }, (call, input) => {
    if (input.InstanceArn !== call.state.instanceArn) throw denied(call, input.InstanceArn);
    const { permissionSetsEnabled, kmsKeyArn: key, network } = call.state.instance;
    return {
      ...instance(call),
      EncryptionConfigurationDetails: {
        KeyType: key === undefined ? 'AWS_OWNED_KMS_KEY' : 'CUSTOMER_MANAGED_KEY',
        ...optional({ KmsKeyArn: key }),
        EncryptionStatus: 'ENABLED',
      },
      ...optional({ NetworkConfigurationDetails: network }),
      PermissionSetsEnabled: permissionSetsEnabled,
    };
  }),
  UpdateInstance: writes(
    {
      'Name?': instanceName,
      InstanceArn: instanceArn,
      'EncryptionConfiguration?': structure({ KeyType: kmsKeyType, 'KmsKeyArn?': kmsKeyArn }),
      'PermissionSetsEnabled?': boolean,
      'NetworkConfiguration?': instanceNetwork,
    },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      const { instance: present } = call.state;
      const {
        EncryptionConfiguration: encryption,
        PermissionSetsEnabled: enabled,
        NetworkConfiguration: network,
      } = input;
      if ([encryption, enabled, network].filter((given) => given !== undefined).length > 1) {
        throw validation(
          'Only one of EncryptionConfiguration, PermissionSetsEnabled, and NetworkConfiguration can be set in a request',
        );
      }
      if (enabled === false) throw validation('PermissionSetsEnabled can only be set to true');
      if (encryption !== undefined) encrypt(call, encryption);
      if (network !== undefined) present.network = enforced(network);
      if (input.Name !== undefined) present.name = input.Name;
      present.permissionSetsEnabled ||= enabled === true;
      return {};
    },
  ),
  // CreateInstance makes instances of single accounts, which an organization may forbid; this one does.
  CreateInstance: writes({ 'Name?': instanceName, 'ClientToken?': clientToken, 'Tags?': tags }, (call): Output => {
    throw denied(call, '*');
  }),
  DeleteInstance: writes({ InstanceArn: instanceArn }, (call, input): Output => {
    throw denied(call, input.InstanceArn);
  }),
};

/** Instance ARNs carry no region, so a caller in the wrong region sees nothing and no error (getprobo/probo#1811). */
const isVisible = (call: Call, scope: 'CURRENT_REGION' | 'ALL_REGIONS' = 'CURRENT_REGION'): boolean =>
  scope === 'ALL_REGIONS' ||
  !call.settings.regional ||
  call.caller.region === undefined ||
  regionsOf(call).includes(call.caller.region);

function instance(call: Call): Output {
  const { state } = call;
  return {
    InstanceArn: state.instanceArn,
    IdentityStoreId: state.identityStoreId,
    IdentityStoreArn: identityStoreArn(state),
    OwnerAccountId: state.organization.managementAccount,
    ...optional({ Name: state.instance.name }),
    CreatedDate: seconds(state.createdAt),
    Status: 'ACTIVE',
    PrimaryRegion: state.region,
    Regions: regionsOf(call).map((region) => shownRegion(call, region)),
  };
}

/** Where no access is restricted the lists are cleared (UpdateInstance, API reference); an empty list is an absent one. */
function enforced({ VpceAccessRequired: required, ...lists }: Wire & { readonly VpceAccessRequired: boolean }): Wire {
  const given = Object.entries(lists).filter(([, list]) => required && Array.isArray(list) && list.length > 0);
  return { VpceAccessRequired: required, ...Object.fromEntries(given) };
}

function encrypt(call: Call, wanted: { readonly KeyType: string; readonly KmsKeyArn?: string }): void {
  if ((wanted.KeyType === 'CUSTOMER_MANAGED_KEY') !== (wanted.KmsKeyArn !== undefined)) {
    throw validation('KmsKeyArn is required with CUSTOMER_MANAGED_KEY, and only with it');
  }
  delete call.state.instance.kmsKeyArn;
  if (wanted.KmsKeyArn !== undefined) call.state.instance.kmsKeyArn = wanted.KmsKeyArn;
}
