// iam: SAML providers of the caller's account, the one that Identity Center makes there included, and the account's summary.
import { optional } from '../../optional.ts';
import type { InputOf } from '../constraints.ts';
import { ServiceError } from '../errors.ts';
import { policiesOf } from '../iam-policies.ts';
import { rolesOf, samlProviderArn, samlProviderName } from '../iam-roles.ts';
import { ofAccount, type SamlProvider } from '../iam-state.ts';
import { hex } from '../ids.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import {
  arn,
  contextProvider,
  encryptionMode,
  identityCenterInstance,
  samlProviderName as nameShape,
  privateKey,
  samlMetadata,
  tags,
} from '../shapes-iam.ts';
import { identityStoreArn } from '../state.ts';
import { MOST_ROLES } from './iam-roles.ts';
import { limitExceeded, noSuchEntity, tagMembers, tagsByKey } from './iam-wire.ts';

/** The quota of SAML providers in an account. */
const MOST_PROVIDERS = 100;

const HUNDRED_YEARS = 100 * 365.25 * 86_400_000;

export const IAM_SAML: Operations = {
  ListSAMLProviders: reads({}, (call) => ({
    SAMLProviderList: providersOf(call).map((provider) => ({
      Arn: arnOf(call, provider),
      ValidUntil: validUntil(provider),
      CreateDate: new Date(provider.createdAt),
      IsTrustedIdentityPropagationEnabled: provider.context?.IdentityCenterInstanceArn !== undefined,
    })),
  })),
  GetSAMLProvider: reads({ SAMLProviderArn: arn }, (call, input) => {
    const provider = providersOf(call).find((present) => arnOf(call, present) === input.SAMLProviderArn);
    if (provider === undefined) throw noSuchEntity(`Manifest not found for arn ${input.SAMLProviderArn}`);
    return shown(input.SAMLProviderArn, provider);
  }),
  CreateSAMLProvider: writes(
    {
      SAMLMetadataDocument: samlMetadata,
      Name: nameShape,
      'Tags?': tags,
      'AssertionEncryptionMode?': encryptionMode,
      'AddPrivateKey?': privateKey,
      'ContextProvider?': contextProvider,
      'IdentityCenterInstanceArn?': identityCenterInstance,
    },
    (call, input) => {
      const { account: accountId } = call.caller;
      const { Name: name, AssertionEncryptionMode: mode } = input;
      const present = providersOf(call);
      if (present.some((provider) => provider.name === name)) {
        throw new ServiceError('EntityAlreadyExists', `SAMLProvider with name ${name} already exists.`, {}, 409);
      }
      if (present.length >= MOST_PROVIDERS) {
        throw limitExceeded(`Cannot exceed quota for SAMLProvidersPerAccount: ${MOST_PROVIDERS}`);
      }
      const provider: SamlProvider = {
        accountId,
        name,
        metadata: input.SAMLMetadataDocument,
        createdAt: call.state.now,
        ...optional({ encryptionMode: mode }),
        hasPrivateKey: input.AddPrivateKey !== undefined,
        ...contextOf(call, input),
        tags: tagsByKey(input.Tags ?? []),
      };
      ofAccount(call.state.iam.samlProviders, accountId).set(name, provider);
      return { SAMLProviderArn: arnOf(call, provider), Tags: tagMembers(provider.tags) };
    },
  ),
  GetAccountSummary: reads({}, (call) => {
    const { state, caller } = call;
    const summary = new Map<string, number>([
      ['Roles', rolesOf(state, caller.account).length],
      ['RolesQuota', MOST_ROLES],
      ['Policies', policiesOf(state, caller.account).length],
      ['PoliciesQuota', 1500],
      ['PolicySizeQuota', 6144],
      ['VersionsPerPolicyQuota', 5],
      ['RolePolicySizeQuota', 10_240],
      ['AttachedPoliciesPerRoleQuota', call.settings.managedPoliciesPerRole],
      ['Providers', providersOf(call).length],
    ]);
    return { SummaryMap: summary };
  }),
};

/** IdentityCenterInstanceArn needs a ContextProvider beside it (CreateSAMLProvider, API reference). */
function contextOf(
  { state }: Call,
  { ContextProvider: provider, IdentityCenterInstanceArn: instance }: Context,
): Pick<SamlProvider, 'context'> {
  if (provider === undefined && instance === undefined) return {};
  if (provider === undefined || (instance !== undefined && instance !== state.instanceArn)) {
    throw new ServiceError(
      'InvalidInput',
      'IdentityCenterInstanceArn must name an instance, with a ContextProvider beside it.',
    );
  }
  const { SubjectTypeValue: value, SubjectTypeSourceKey: source } = provider;
  if (value !== undefined && source !== undefined) {
    throw new ServiceError('InvalidInput', 'SubjectTypeValue and SubjectTypeSourceKey are mutually exclusive.');
  }
  const centre =
    instance === undefined ? {} : { IdentityCenterInstanceArn: instance, IdentityStoreArn: identityStoreArn(state) };
  return { context: { ContextProvider: provider, ...centre } };
}

interface Context {
  readonly ContextProvider?: InputOf<typeof contextProvider.members>;
  readonly IdentityCenterInstanceArn?: string;
}

const arnOf = ({ state }: Call, { accountId, name }: SamlProvider): string =>
  `arn:${state.partition}:iam::${accountId}:saml-provider/${name}`;

const validUntil = ({ createdAt }: SamlProvider): Date => new Date(createdAt + HUNDRED_YEARS);

function providersOf(call: Call): readonly SamlProvider[] {
  const { state, caller } = call;
  const own = [...(state.iam.samlProviders.get(caller.account)?.values() ?? [])];
  const pairs = [...(state.pairsOfAccount.get(caller.account)?.values() ?? [])];
  if (pairs.length === 0) return own;
  const first = Math.min(...pairs.map(({ createdAt }) => createdAt));
  return [
    {
      accountId: caller.account,
      name: samlProviderName(state, caller.account),
      metadata: metadataOf(samlProviderArn(state, caller.account)),
      createdAt: first,
      hasPrivateKey: false,
      tags: {},
    },
    ...own,
  ];
}

/** A metadata document in the form IAM takes. Its certificate is made of hashes: nothing can be signed with it. */
function metadataOf(entity: string): string {
  const certificate = Array.from({ length: 12 }, (_, block) => hex(64, 'certificate', entity, String(block))).join('');
  return (
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entity}">` +
    '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">' +
    '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>' +
    `<ds:X509Certificate>${Buffer.from(certificate, 'hex').toString('base64')}</ds:X509Certificate>` +
    '</ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService ' +
    'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sandbox.invalid/saml"/>' +
    '</md:IDPSSODescriptor></md:EntityDescriptor>'
  );
}

function shown(given: string, provider: SamlProvider): Output {
  const { encryptionMode: mode } = provider;
  const uuid = hex(32, 'saml-provider-uuid', given).toUpperCase();
  const key = { KeyId: hex(32, 'private-key', given).toUpperCase(), Timestamp: new Date(provider.createdAt) };
  return {
    SAMLProviderUUID: uuid,
    SAMLMetadataDocument: provider.metadata,
    CreateDate: new Date(provider.createdAt),
    ValidUntil: validUntil(provider),
    Tags: tagMembers(provider.tags),
    ...optional({ AssertionEncryptionMode: mode }),
    ...provider.context,
    PrivateKeyList: provider.hasPrivateKey ? [key] : [],
  };
}
