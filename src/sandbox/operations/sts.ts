// sts: who the caller is. The only operation that every persona may call.
import { type Operations, reads } from '../operation.ts';

export const STS: Operations = {
  GetCallerIdentity: reads({}, (call) => ({
    UserId: call.caller.userId,
    Account: call.caller.account,
    Arn: call.caller.arn,
  })),
};
