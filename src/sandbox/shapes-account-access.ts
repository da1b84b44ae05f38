// The named shapes of account-access.
import { integer, list, map, structure, text } from './constraints.ts';
import { principalId } from './shapes.ts';

const UNBOUNDED = Number.POSITIVE_INFINITY;
const anyText = text(0, UNBOUNDED);

export const applicationArn = text(
  49,
  2048,
  'arn:[a-z0-9-]+:account-access:[a-z0-9]+(-[a-z0-9]+)*:[0-9]{12}:application/[a-zA-Z0-9-]+',
);
export const entitlementId = anyText;
const roleArn = text(0, UNBOUNDED, 'arn:[a-z0-9-]+:iam::[0-9]{12}:role/([a-zA-Z0-9+=,.@_-]+/)*[a-zA-Z0-9+=,.@_-]+');
export const identitySource = structure({
  'identityCenter?': structure({
    instanceArn: text(10, 1224, 'arn:[a-z0-9-]+:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}'),
  }),
});
const principal = structure({ 'identityCenter?': structure({ 'userId?': principalId, 'groupId?': principalId }) });
export const entitlement = structure({ 'principalRole?': structure({ principal, roleArn }) });
export const entitlementFilter = structure({
  'principalRole?': structure({
    'principal?': principal,
    'roleArn?': roleArn,
    'account?': text(12, 12, '[0-9]{12}'),
  }),
});
export const tags = map(anyText, anyText);
export const tagKeys = list(anyText);
export const paged = { 'maxResults?': integer(1, 100), 'nextToken?': anyText };
