// Of an apply whose files and names are nobody's business: who applies, and where.
import type { ExecuteInputs } from '../../src/apply/execute.ts';

export const RUN_FACTS: Pick<ExecuteInputs, 'toolVersion' | 'instance' | 'caller' | 'names'> = {
  toolVersion: '0.1.0',
  instance: { arn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef', region: 'eu-west-1' },
  caller: 'arn:aws:sts::111111111111:assumed-role/access-apply/run-1',
  names: { accounts: {}, principals: {} },
};
