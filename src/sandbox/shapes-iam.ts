// The named shapes of iam and sts.
import { boolean, choice, integer, list, structure, text } from './constraints.ts';

const UNBOUNDED = Number.POSITIVE_INFINITY;

export const arn = text(20, 2048);
export const policyName = text(1, 128, '[\\w+=,.@-]+');
export const policyPath = text(1, 512, '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/');
export const policyDocument = text(1, 131_072, '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+');
export const policyDescription = text(0, 1000);
export const policyVersionId = text(0, UNBOUNDED, 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?');
export const policyScope = choice('All', 'AWS', 'Local');
export const policyUsage = choice('PermissionsPolicy', 'PermissionsBoundary');
export const roleName = text(1, 64, '[\\w+=,.@-]+');
export const rolePath = text(1, 512, '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)');
export const pathPrefix = text(1, 512, '\\u002F[\\u0021-\\u007F]*');
export const roleDescription = text(0, 1000, '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*');
export const maxSession = integer(3600, 43_200);
export const maxSigninSession = integer(3600, 7_776_000);
export const samlMetadataDocument = text(1000, 10_000_000);
export const samlProviderName = text(1, 128, '[\\w._-]+');
export const encryptionMode = choice('Required', 'Allowed');
const sourceKey = text(1, 128);
export const contextProvider = structure({
  'KeyDefinitionList?': list(structure({ SourceKey: sourceKey, 'TargetKey?': sourceKey }), 0, 10),
  SubjectSourceKey: sourceKey,
  'SubjectTypeValue?': text(0, 128),
  'SubjectTypeSourceKey?': sourceKey,
});
export const identityCenterInstance = text(1, 1224);
export const privateKey = { ...text(1, 16_384, '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+'), isSecret: true };
export const privateKeyId = text(22, 64, '[A-Z0-9]+');
export const tagKey = text(1, 128, '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+');
export const tags = list(structure({ Key: tagKey, Value: text(0, 256, '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*') }), 0, 50);
export const granularity = choice('SERVICE_LEVEL', 'ACTION_LEVEL');
export const jobId = text(36, 36);
export const onlyAttached = boolean;
export const pagedByMarker = { 'Marker?': text(1, 320, '[\\u0020-\\u00FF]+'), 'MaxItems?': integer(1, 1000) };

// sts
const stsArn = text(
  20,
  2048,
  '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+',
);
export const assumeRole = {
  RoleArn: stsArn,
  RoleSessionName: text(2, 64, '[\\w+=,.@-]*'),
  'PolicyArns?': list(structure({ 'arn?': stsArn })),
  'Policy?': text(1, UNBOUNDED, '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+'),
  'DurationSeconds?': integer(900, 43_200),
  'Tags?': tags,
  'TransitiveTagKeys?': list(tagKey, 0, 50),
  'ExternalId?': text(2, 1224, '[\\w+=,.@:\\/-]*'),
  'SerialNumber?': text(9, 256, '[\\w+=/:,.@-]*'),
  'TokenCode?': text(6, 6, '[\\d]*'),
  'SourceIdentity?': text(2, 256, '[\\w+=,.@-]*'),
  'MinimumSessionTokenSize?': integer(0, 4096),
  'ProvidedContexts?': list(structure({ 'ProviderArn?': stsArn, 'ContextAssertion?': text(4, 3072) }), 1, 5),
};
