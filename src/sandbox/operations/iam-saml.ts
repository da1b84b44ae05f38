// iam: SAML providers of the caller's account, the one that Identity Center makes there included, and the account's summary.
import { optional } from '../../optional.ts';
import { boolean, type InputOf, list } from '../constraints.ts';
import { ServiceError } from '../errors.ts';
import { policiesOf } from '../iam-policies.ts';
import { rolesOf, samlProviderArn, samlProviderName } from '../iam-roles.ts';
import { ofAccount, type SamlProvider } from '../iam-state.ts';
import { hex } from '../ids.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { markedPage } from '../pages-marker.ts';
import { madeMetadata, samlMetadata } from '../saml-metadata.ts';
import {
  arn,
  contextProvider,
  encryptionMode,
  identityCenterInstance,
  samlProviderName as nameShape,
  pagedByMarker,
  privateKey,
  privateKeyId,
  samlMetadataDocument,
  tagKey,
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
    return shown(input.SAMLProviderArn, requireProvider(call, input.SAMLProviderArn));
  }),
  CreateSAMLProvider: writes(
    {
      SAMLMetadataDocument: samlMetadataDocument,
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
        metadata: checkedMetadata(input.SAMLMetadataDocument),
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
  UpdateSAMLProvider: writes(
    {
      SAMLProviderArn: arn,
      'SAMLMetadataDocument?': samlMetadataDocument,
      'AssertionEncryptionMode?': encryptionMode,
      'AddPrivateKey?': privateKey,
      'RemovePrivateKey?': privateKeyId,
      'ContextProvider?': contextProvider,
      'IdentityCenterInstanceArn?': identityCenterInstance,
      'RemoveContextProvider?': boolean,
      'RemoveIdentityCenterInstance?': boolean,
    },
    (call, input) => {
      const { context: present, ...provider } = requireOwn(call, input.SAMLProviderArn);
      const { SAMLMetadataDocument: document, AssertionEncryptionMode: encryptionMode = provider.encryptionMode } =
        input;
      const context = contextAfter(call, input, present);
      put(call, {
        ...provider,
        ...optional({ encryptionMode, context }),
        metadata: document === undefined ? provider.metadata : checkedMetadata(document),
        hasPrivateKey:
          (provider.hasPrivateKey && input.RemovePrivateKey === undefined) || input.AddPrivateKey !== undefined,
      });
      return { SAMLProviderArn: input.SAMLProviderArn };
    },
  ),
  /** Roles that trust it are left as they are (DeleteSAMLProvider, API reference). */
  DeleteSAMLProvider: writes({ SAMLProviderArn: arn }, (call, input) => {
    const { accountId, name } = requireOwn(call, input.SAMLProviderArn);
    call.state.iam.samlProviders.get(accountId)?.delete(name);
    return {};
  }),
  TagSAMLProvider: writes({ SAMLProviderArn: arn, Tags: tags }, (call, input) => {
    const provider = requireOwn(call, input.SAMLProviderArn);
    put(call, { ...provider, tags: tagsByKey(input.Tags, provider.tags) });
    return {};
  }),
  UntagSAMLProvider: writes({ SAMLProviderArn: arn, TagKeys: list(tagKey, 0, 50) }, (call, input) => {
    const provider = requireOwn(call, input.SAMLProviderArn);
    const kept = Object.entries(provider.tags).filter(([key]) => !input.TagKeys.includes(key));
    put(call, { ...provider, tags: Object.fromEntries(kept) });
    return {};
  }),
  ListSAMLProviderTags: reads({ SAMLProviderArn: arn, ...pagedByMarker }, (call, input) => {
    const items = tagMembers(requireProvider(call, input.SAMLProviderArn).tags);
    return markedPage(call, input, { key: 'Tags', items, show: (tag) => tag });
  }),
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

const put = (call: Call, provider: SamlProvider): void => {
  ofAccount(call.state.iam.samlProviders, provider.accountId).set(provider.name, provider);
};

function requireProvider(call: Call, given: string): SamlProvider {
  const provider = providersOf(call).find((present) => arnOf(call, present) === given);
  if (provider === undefined) throw noSuchEntity(`Manifest not found for arn ${given}`);
  return provider;
}

/** The provider of Identity Center is nobody's to change. */
function requireOwn(call: Call, given: string): SamlProvider {
  const provider = requireProvider(call, given);
  if (call.state.iam.samlProviders.get(provider.accountId)?.has(provider.name) === true) return provider;
  throw new ServiceError('AccessDenied', `${given} is made by Identity Center and cannot be changed.`, {}, 403);
}

function checkedMetadata(document: string): string {
  if (samlMetadata(document) !== undefined) return document;
  throw new ServiceError('InvalidInput', 'Could not parse metadata');
}

/** What is removed goes, what is given replaces, and the rest stays. */
function contextAfter(
  call: Call,
  input: Context & { readonly RemoveContextProvider?: boolean; readonly RemoveIdentityCenterInstance?: boolean },
  present: SamlProvider['context'],
): SamlProvider['context'] {
  if (input.RemoveContextProvider === true) return undefined;
  const { IdentityCenterInstanceArn: instance, IdentityStoreArn: _store, ...rest } = present ?? {};
  const kept =
    input.RemoveIdentityCenterInstance === true
      ? rest
      : { ...rest, ...optional({ IdentityCenterInstanceArn: instance }) };
  return contextOf(call, {
    ...(kept as Context),
    ...optional({ ContextProvider: input.ContextProvider, IdentityCenterInstanceArn: input.IdentityCenterInstanceArn }),
  }).context;
}

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

/** As its metadata says; a hundred years where that says nothing. */
const validUntil = ({ createdAt, metadata }: SamlProvider): Date =>
  new Date(samlMetadata(metadata)?.validUntil ?? createdAt + HUNDRED_YEARS);

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
      metadata: madeMetadata(samlProviderArn(state, caller.account)),
      createdAt: first,
      hasPrivateKey: false,
      tags: {},
    },
    ...own,
  ];
}

function shown(given: string, provider: SamlProvider): Output {
  const { encryptionMode: mode } = provider;
  const { issuer, keyHashes = [] } = samlMetadata(provider.metadata) ?? {};
  const hashes = issuer === undefined ? undefined : [{ IssuerURL: issuer, KeyHashes: keyHashes }];
  const uuid = hex(32, 'saml-provider-uuid', given).toUpperCase();
  const key = { KeyId: hex(32, 'private-key', given).toUpperCase(), Timestamp: new Date(provider.createdAt) };
  return {
    SAMLProviderUUID: uuid,
    SAMLMetadataDocument: provider.metadata,
    CreateDate: new Date(provider.createdAt),
    ValidUntil: validUntil(provider),
    Tags: tagMembers(provider.tags),
    ...optional({ AssertionEncryptionMode: mode, SAMLKeyHashes: hashes }),
    ...provider.context,
    PrivateKeyList: provider.hasPrivateKey ? [key] : [],
  };
}
