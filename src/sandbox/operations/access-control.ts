// sso-admin: the attributes for access control of the instance.
import { conflict, notFound } from '../errors.ts';
import { type Call, type Operations, reads, writes } from '../operation.ts';
import { accessControlAttributes, instanceArn } from '../shapes.ts';
import type { AccessControlAttribute } from '../state.ts';
import { requireInstance } from './resources.ts';

const configured = { InstanceArn: instanceArn, InstanceAccessControlAttributeConfiguration: accessControlAttributes };

export const ACCESS_CONTROL: Operations = {
  CreateInstanceAccessControlAttributeConfiguration: writes(configured, (call, input) => {
    requireInstance(call, input.InstanceArn);
    if (call.state.accessControl !== undefined)
      throw conflict('InstanceAccessControlAttributeConfiguration already exists.');
    call.state.accessControl = attributes(input.InstanceAccessControlAttributeConfiguration);
    return {};
  }),
  DescribeInstanceAccessControlAttributeConfiguration: reads({ InstanceArn: instanceArn }, (call, input) => {
    const present = requireConfiguration(call, input.InstanceArn);
    const shown = present.map(({ key, source }) => ({ Key: key, Value: { Source: [source] } }));
    return { Status: 'ENABLED', InstanceAccessControlAttributeConfiguration: { AccessControlAttributes: shown } };
  }),
  UpdateInstanceAccessControlAttributeConfiguration: writes(configured, (call, input) => {
    requireConfiguration(call, input.InstanceArn);
    call.state.accessControl = attributes(input.InstanceAccessControlAttributeConfiguration);
    return {};
  }),
  DeleteInstanceAccessControlAttributeConfiguration: writes({ InstanceArn: instanceArn }, (call, input) => {
    requireConfiguration(call, input.InstanceArn);
    delete call.state.accessControl;
    return {};
  }),
};

interface WireConfiguration {
  readonly AccessControlAttributes: readonly {
    readonly Key: string;
    readonly Value: { readonly Source: readonly string[] };
  }[];
}

const attributes = (wire: WireConfiguration): readonly AccessControlAttribute[] =>
  wire.AccessControlAttributes.map(({ Key, Value }) => ({ key: Key, source: Value.Source[0] ?? '' }));

function requireConfiguration(call: Call, arn: string): readonly AccessControlAttribute[] {
  requireInstance(call, arn);
  if (call.state.accessControl !== undefined) return call.state.accessControl;
  throw notFound('Could not find InstanceAccessControlAttributeConfiguration for the instance.');
}
