// The IAM roles that Identity Center makes in accounts, by their names alone.

import { optional } from '../optional.ts';
import { type AccountId, accountId, type PermissionSetName } from './state.ts';

export interface ReservedRole {
  /** `AWSReservedSSO_Developer_0123456789abcdef` */
  readonly name: string;
  readonly permissionSet: PermissionSetName;
  /** Of an ARN. */
  readonly account?: AccountId;
  /** Of the ARN of a session: the user name, as IAM Identity Center writes it. */
  readonly session?: string;
}

/**
 * `AWSReservedSSO_<permission set>_<16 hexadecimal digits>` (IAM Identity Center User Guide, "Referencing permission sets in resource policies"). A name of a permission set may hold
 * underscores and digits itself: the suffix is what stands last. Undefined for any other text.
 */
export function reservedRoleIn(text: string): ReservedRole | undefined {
  const [, account, name = text, session] = ROLE_ARN.exec(text) ?? SESSION_ARN.exec(text) ?? [];
  const permissionSet = NAME.exec(name)?.[1];
  if (permissionSet === undefined) return undefined;
  return {
    name,
    permissionSet,
    ...(account === undefined ? {} : { account: accountId(account) }),
    ...optional({ session }),
  };
}

const NAME = /^AWSReservedSSO_([\w+=,.@-]{1,32})_[0-9a-f]{16}$/;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/;
const SESSION_ARN = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/([\w+=,.@-]+)$/;
