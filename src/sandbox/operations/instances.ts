// sso-admin: the instance.
import { denied } from '../callers.ts';
import { seconds } from '../clock.ts';
import { boolean, structure } from '../constraints.ts';
import { validation } from '../errors.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { clientToken, instanceArn, instanceName, kmsKeyArn, kmsKeyType, pagedBy100, tags } from '../shapes.ts';
import { regionsOf, shownRegion } from './regions.ts';
import { requireInstance } from './resources.ts';

export const INSTANCES: Operations = {
  ListInstances: reads(pagedBy100, (call, input) =>
    page(call, input, {
      key: 'Instances',
      items: isVisible(call) ? [call.state.instanceArn] : [],
      show: () => ({
        ...instance(call),
        PrimaryRegion: call.state.region,
        Regions: regionsOf(call).map((region) => shownRegion(call, region)),
      }),
    }),
  ),
  DescribeInstance: reads({ InstanceArn: instanceArn }, (call, input) => {
    if (input.InstanceArn !== call.state.instanceArn) throw denied(call, input.InstanceArn);
    const { permissionSetsEnabled, kmsKeyArn: key } = call.state.instance;
    return {
      ...instance(call),
      EncryptionConfigurationDetails: {
        KeyType: key === undefined ? 'AWS_OWNED_KMS_KEY' : 'CUSTOMER_MANAGED_KEY',
        ...(key === undefined ? {} : { KmsKeyArn: key }),
        EncryptionStatus: 'ENABLED',
      },
      PermissionSetsEnabled: permissionSetsEnabled,
    };
  }),
  UpdateInstance: writes(
    {
      'Name?': instanceName,
      InstanceArn: instanceArn,
      'EncryptionConfiguration?': structure({ KeyType: kmsKeyType, 'KmsKeyArn?': kmsKeyArn }),
      'PermissionSetsEnabled?': boolean,
    },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      const { instance: present } = call.state;
      if (input.EncryptionConfiguration !== undefined) encrypt(call, input.EncryptionConfiguration);
      if (input.Name !== undefined) present.name = input.Name;
      present.permissionSetsEnabled = input.PermissionSetsEnabled ?? present.permissionSetsEnabled;
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
const isVisible = (call: Call): boolean =>
  !call.settings.regional || call.caller.region === undefined || call.caller.region === call.state.region;

const instance = ({ state }: Call): Output => ({
  InstanceArn: state.instanceArn,
  IdentityStoreId: state.identityStoreId,
  OwnerAccountId: state.organization.managementAccount,
  ...(state.instance.name === undefined ? {} : { Name: state.instance.name }),
  CreatedDate: seconds(state.createdAt),
  Status: 'ACTIVE',
});

function encrypt(call: Call, wanted: { readonly KeyType: string; readonly KmsKeyArn?: string }): void {
  if ((wanted.KeyType === 'CUSTOMER_MANAGED_KEY') !== (wanted.KmsKeyArn !== undefined)) {
    throw validation('KmsKeyArn is required with CUSTOMER_MANAGED_KEY, and only with it');
  }
  delete call.state.instance.kmsKeyArn;
  if (wanted.KmsKeyArn !== undefined) call.state.instance.kmsKeyArn = wanted.KmsKeyArn;
}
