// Ids of EC2 in conditions: `aws:SourceVpc` holds `vpc-…`, and no other text ever matches.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ConditionEntry, Statement } from '../language/index.ts';
import { at } from './place.ts';

/**
 * What keys hold, by their names. IAM User Guide, "AWS global condition context keys"; the Service Authorization Reference for those of services
 * (`lambda:VpcIds`, `ec2:VpcID`, `vpc-lattice:VpcEndpointId`). Keys that hold ARNs (`ec2:Vpc`, `aws:SourceVpcArn`) are not among them.
 */
const IDS: readonly (readonly [key: RegExp, prefix: string])[] = [
  [/^(?:aws|vpc-lattice-svcs):(?:Ec2Instance)?SourceVpc$/i, 'vpc-'],
  [/^[\w-]+:(?:vpcConfig\.)?VpcIds?$/i, 'vpc-'],
  [/^aws:SourceVpce$/i, 'vpce-'],
  [/^[\w-]+:VpcEndpointId$/i, 'vpce-'],
  [/^ec2:VpcPeeringConnectionID$/i, 'pcx-'],
  [/^[\w-]+:SubnetIds$/i, 'subnet-'],
  [/^[\w-]+:SecurityGroupIds$/i, 'sg-'],
];

export function idFormFindings({ conditions }: Statement): readonly Diagnostic[] {
  return conditions.flatMap(({ key, operator, values }) => {
    const prefix = IDS.find(([known]) => known.test(key.text))?.[1];
    if (prefix === undefined || operator.base?.startsWith('String') !== true) return [];
    return values
      .filter(({ text }) => !mayBeId(text, prefix, operator))
      .map((value) => diagnose('policy/id-form', { text: value.text, key: key.text, prefix }, at(value)));
  });
}

/** Eight hexadecimal digits, or seventeen since 2016 (EC2, "Longer resource IDs"). Of what has wildcards or variables, as far as it is certain. */
function mayBeId(text: string, prefix: string, { base }: ConditionEntry['operator']): boolean {
  const certain = /^(?:[^*?$]|\$(?!\{))*/.exec(text)![0];
  const read = base!.endsWith('IgnoreCase') ? certain.toLowerCase() : certain;
  if (certain.length === text.length)
    return read.startsWith(prefix) && /^(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(read.slice(prefix.length));
  if (read.length < prefix.length) return prefix.startsWith(read);
  return read.startsWith(prefix) && /^[0-9a-f]{0,17}$/.test(read.slice(prefix.length));
}
