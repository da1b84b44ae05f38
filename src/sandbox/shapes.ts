// The named shapes of the AWS operations: length, pattern and values of every member that the sandbox takes.
import { boolean, choice, integer, list, structure, text } from './constraints.ts';

export const PARTITION = 'arn:aws(-[a-z]{1,5}){0,3}';
export const INSTANCE = '(sso)?ins-[a-zA-Z0-9-.]{16}';
const UUID = '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}';
const TAG_CHARACTERS = '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)';
const POLICY_PATH = '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/';

// sso-admin
export const accountId = text(12, 12, '\\d{12}');
export const instanceArn = text(10, 1224, `${PARTITION}:sso:::instance/${INSTANCE}`);
export const instanceName = text(0, 255, '[\\w+=,.@-]+');
export const clientToken = text(1, 64, '[!-~]+');
export const regionScope = choice('CURRENT_REGION', 'ALL_REGIONS');
export const kmsKeyType = choice('AWS_OWNED_KMS_KEY', 'CUSTOMER_MANAGED_KEY');
export const kmsKeyArn = text(
  20,
  2048,
  `${PARTITION}:kms:([a-z]{2,}(-[a-z0-9]+)+){1}:[0-9]{12}:key/(mrk-[a-f0-9]{32}|` +
    '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})',
);
export const regionName = text(1, 32, '([a-z]+-){2,3}\\d');
/** An IPv4 or IPv6 address, or a block of them. */
const IP_CIDR =
  '((([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])\\.){3}([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])' +
  '(\\/(3[0-2]|[1-2][0-9]|[0-9]))?|(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|' +
  '([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|' +
  '([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|' +
  '([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:(:[0-9a-fA-F]{1,4}){1,6}|' +
  ':((:[0-9a-fA-F]{1,4}){1,7}|:))(\\/(12[0-8]|1[0-1][0-9]|[1-9][0-9]|[0-9]))?)';
const VPC = 'vpc-([0-9a-f]){8}(([0-9a-f]){9})?';
const ipCidr = text(2, 43, IP_CIDR);
export const instanceNetwork = structure({
  VpceAccessRequired: boolean,
  'RestrictSourceVpcs?': list(text(43, 128, `${PARTITION}:ec2:[a-z0-9-]+:[0-9]{12}:vpc/${VPC}`), 0, 50),
  'AllowSourceIps?': list(ipCidr, 0, 50),
  'ExcludeApplicationArns?': list(
    text(10, 1224, `${PARTITION}:[a-z0-9-]+:[a-z0-9-*]*:[0-9]{12}:[-a-zA-Z0-9./:_*]+`),
    0,
    50,
  ),
});
export const permissionSetArn = text(10, 1224, `${PARTITION}:sso:::permissionSet/${INSTANCE}/ps-[a-zA-Z0-9-./]{16}`);
export const permissionSetName = text(1, 32, '[\\w+=,.@-]+');
export const permissionSetDescription = text(1, 700, '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*');
export const sessionDuration = text(
  1,
  100,
  '(-?)P(?=\\d|T\\d)(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)([DW]))?(?:T(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+(?:\\.\\d+)?)S)?)?',
);
export const relayState = text(1, 240, '[a-zA-Z0-9&$@#\\\\\\/%?=~\\-_\'"|!:,.;*+\\[\\]\\ \\(\\)\\{\\}]+');
export const policyDocument = text(1, 32_768, '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+');
export const managedPolicyArn = text(
  20,
  2048,
  `${PARTITION}:iam::aws:policy((/[A-Za-z0-9\\.,\\+@=_-]+)*)/([A-Za-z0-9\\.,\\+=@_-]+)`,
);
export const customerManagedPolicy = structure({
  Name: text(1, 128, '[\\w+=,.@-]+'),
  'Path?': text(1, 512, POLICY_PATH),
});
export const permissionsBoundary = structure({
  'CustomerManagedPolicyReference?': customerManagedPolicy,
  'ManagedPolicyArn?': managedPolicyArn,
});
export const principalId = text(1, 47, `([0-9a-f]{10}-|)${UUID}`);
export const principalType = choice('USER', 'GROUP');
export const targetType = choice('AWS_ACCOUNT');
export const provisionTargetType = choice('AWS_ACCOUNT', 'ALL_PROVISIONED_ACCOUNTS');
export const provisioningStatus = choice('LATEST_PERMISSION_SET_PROVISIONED', 'LATEST_PERMISSION_SET_NOT_PROVISIONED');
export const operationStatus = choice('IN_PROGRESS', 'FAILED', 'SUCCEEDED');
export const requestId = text(36, 36, '\\b[0-9a-f]{8}\\b-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-\\b[0-9a-f]{12}\\b');
export const taggableArn = text(
  10,
  2048,
  `${PARTITION}:sso::((:instance/${INSTANCE})|(:permissionSet/${INSTANCE}/ps-[a-zA-Z0-9-./]{16})|` +
    `(\\d{12}:application/${INSTANCE}/apl-[a-zA-Z0-9]{16})|` +
    `(\\d{12}:trustedTokenIssuer/${INSTANCE}/tti-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}))`,
);
const tagKey = text(1, 128, TAG_CHARACTERS);
export const tags = list(structure({ Key: tagKey, Value: text(0, 256, TAG_CHARACTERS) }), 0, 75);
export const tagKeys = list(tagKey, 1, 75);
export const accessControlAttributes = structure({
  AccessControlAttributes: list(
    structure({
      Key: text(1, 128, '[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]+'),
      Value: structure({
        Source: list(text(0, 256, '[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@\\[\\]\\{\\}\\$\\\\"]*'), 1, 1),
      }),
    }),
    0,
    50,
  ),
});
export const pagedBy100 = { 'MaxResults?': integer(1, 100), 'NextToken?': text(0, 2048, '[-a-zA-Z0-9+=/_]*') };

export const pagedBy10 = { ...pagedBy100, 'MaxResults?': integer(1, 10) };

// identitystore
const LINE_CHARACTERS = '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r \\u00A0\\u3000]+';
const EXTERNAL_ID_CHARACTERS = '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+';
/** An id, or the ARN that ends in it; so are the ids of users, groups and memberships. */
export const identityStoreId = text(
  1,
  93,
  '(arn:aws[a-z-]*:identitystore::\\d{12}:identitystore/)?' +
    '(d-[0-9a-f]{10}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})',
);
export const resourceId = text(
  1,
  100,
  `(arn:aws[a-z-]*:identitystore:::(user|group|membership)/)?([0-9a-f]{10}-|)${UUID}`,
);
export const revision = text(1, 64, '[0-9]+');
export const storeNetwork = structure({
  VpceAccessRequired: boolean,
  'ApiRestrictSourceVpcs?': list(
    text(12, 128, `(${PARTITION}:ec2:[a-z]{2,4}(-[a-z]{1,10}){1,3}-[0-9]{1,2}:[0-9]{12}:vpc/)?${VPC}`),
    1,
    50,
  ),
  'ApiAllowSourceIps?': list(ipCidr, 1, 50),
  'ScimAllowSourceIps?': list(ipCidr, 1, 50),
});
export const line = text(1, 1024, LINE_CHARACTERS);
export const userName = text(1, 128, '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+');
export const attributePath = text(1, 255, '(?:\\p{L}+:\\p{L}+:\\p{L}+(?:\\.\\p{L}+){0,3}|\\p{L}+(?:\\.\\p{L}+){0,2})');
export const attributeFilters = list(structure({ AttributePath: attributePath, AttributeValue: line }), 0, 1);
/** A union: one of its members must be there, and there is but one. */
export const member = structure({ 'UserId?': resourceId });
export const externalId = structure({
  Issuer: text(1, 256, EXTERNAL_ID_CHARACTERS),
  Id: text(1, 256, EXTERNAL_ID_CHARACTERS),
});
export const directoryPages = { 'MaxResults?': integer(1, 100), 'NextToken?': text(1, 65_535, '[-a-zA-Z0-9+=/:_]*') };

// organizations
export const organizationAccountId = text(0, 12, '\\d{12}');
const UNIT_ID = 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}';
export const organizationalUnitId = text(0, 68, UNIT_ID);
export const parentId = text(0, 100, `(r-[0-9a-z]{4,32})|(${UNIT_ID})`);
export const childId = text(0, 100, `(\\d{12})|(${UNIT_ID})`);
export const childType = choice('ACCOUNT', 'ORGANIZATIONAL_UNIT');
export const taggableResourceId = text(
  0,
  130,
  `(r-[0-9a-z]{4,32})|(\\d{12})|(${UNIT_ID})|` +
    '(p-[0-9a-zA-Z_]{8,128})|(rp-[0-9a-zA-Z_]{4,128})|(rt-[0-9a-zA-Z_]{8,32})',
);
export const policyId = text(0, 130, 'p-[0-9a-zA-Z_]{8,128}');
export const policyTargetId = text(0, 100, `(r-[0-9a-z]{4,32})|(\\d{12})|(${UNIT_ID})`);
export const policyType = choice(
  'SERVICE_CONTROL_POLICY',
  'RESOURCE_CONTROL_POLICY',
  'TAG_POLICY',
  'BACKUP_POLICY',
  'AISERVICES_OPT_OUT_POLICY',
  'CHATBOT_POLICY',
  'DECLARATIVE_POLICY_EC2',
  'SECURITYHUB_POLICY',
  'SECURITYHUB_CSPM_POLICY',
  'INSPECTOR_POLICY',
  'UPGRADE_ROLLOUT_POLICY',
  'BEDROCK_POLICY',
  'S3_POLICY',
  'NETWORK_SECURITY_DIRECTOR_POLICY',
  'GUARDDUTY_POLICY',
);
export const servicePrincipal = text(1, 128, '[\\w+=,.@-]*');
export const pagedBy20 = { 'MaxResults?': integer(1, 20), 'NextToken?': text(0, 100_000) };
