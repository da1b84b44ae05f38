// The attributes for access control of the instance: DescribeInstanceAccessControlAttributeConfiguration.
import { optional } from '../../optional.ts';
import { type AccessControl, inKeyOrder } from '../../state/access-control.ts';
import { isFailure, protocolError } from '../errors.ts';
import type { Aws } from './client.ts';

export interface AccessControlRead {
  /** None where it could not be made: then nothing is sent, whatever it lists. */
  readonly accessControl: AccessControl;
  /** `failed`: with the service's own reason, as far as it gives one. */
  readonly status: 'settled' | 'in-progress' | { readonly failed: string };
}

export async function readAccessControl(aws: Aws, InstanceArn: string): Promise<AccessControlRead> {
  const answer = await aws
    .call('sso-admin', 'DescribeInstanceAccessControlAttributeConfiguration', { InstanceArn })
    .catch((error: unknown) => {
      // An instance without a configuration answers ResourceNotFoundException.
      if (isFailure(error, 'not-found')) return undefined;
      throw error;
    });
  if (answer === undefined) return { accessControl: {}, status: 'settled' };
  const { Status, StatusReason, InstanceAccessControlAttributeConfiguration: configuration } = answer;
  if (Status === 'CREATION_FAILED')
    return { accessControl: {}, status: { failed: StatusReason ?? 'Identity Center gave no reason' } };
  const attributes = configuration.AccessControlAttributes.map(({ Key: key, Value }) => {
    const [source, ...more] = Value.Source;
    if (source === undefined || more.length > 0)
      throw protocolError(
        'sso-admin:DescribeInstanceAccessControlAttributeConfiguration',
        'an attribute has not one source',
      );
    return { key, source };
  });
  return {
    accessControl: optional({ attributes: inKeyOrder(attributes) }),
    status: Status === 'CREATION_IN_PROGRESS' ? 'in-progress' : 'settled',
  };
}
