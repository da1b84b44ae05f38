// sso-admin: applications and the providers they are made of. The seed's are SAML applications; CreateApplication makes OAuth 2.0 ones.
import { optional } from '../../optional.ts';
import { seconds } from '../clock.ts';
import { structure } from '../constraints.ts';
import { notFound, validation } from '../errors.ts';
import { base36 } from '../ids.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { accountId, clientToken, instanceArn, pagedBy100, tags } from '../shapes.ts';
import {
  applicationArn,
  applicationDescription,
  applicationName,
  applicationProvider,
  enabled,
  portalOptions,
  signInOptions,
} from '../shapes-applications.ts';
import { type Application, identityStoreArn, nextNumber, type SandboxState, type Wire } from '../state.ts';
import { madeBefore, requestOf } from './client-tokens.ts';
import { instanceId, requireInstance } from './resources.ts';
import { checkedTags } from './tags.ts';

/** ApplicationList has at most 50 members, whatever MaxResults says. */
const LARGEST_PAGE = 50;

const onApplication = { ApplicationArn: applicationArn };

export const APPLICATIONS: Operations = {
  ListApplicationProviders: reads(pagedBy100, (call, input) =>
    page(call, input, { key: 'ApplicationProviders', items: providersOf(call.state), show: (provider) => provider }),
  ),
  DescribeApplicationProvider: reads({ ApplicationProviderArn: applicationProvider }, (call, input) =>
    requireProvider(call, input.ApplicationProviderArn),
  ),
  ListApplications: reads(
    {
      InstanceArn: instanceArn,
      ...pagedBy100,
      'Filter?': structure({ 'ApplicationAccount?': accountId, 'ApplicationProvider?': applicationProvider }),
    },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      const { ApplicationAccount: account, ApplicationProvider: provider } = input.Filter ?? {};
      const items = [...call.state.applications.values()].filter(
        (application) =>
          (account === undefined || application.account === account) &&
          (provider === undefined || application.provider === provider),
      );
      const size = Math.min(input.MaxResults ?? call.settings.pageSize, LARGEST_PAGE);
      const paged = { ...input, MaxResults: size };
      return page(call, paged, { key: 'Applications', items, show: (application) => shown(call, application) });
    },
  ),
  DescribeApplication: reads(onApplication, (call, input) => shown(call, requireApplication(call, input))),
  CreateApplication: writes(
    {
      InstanceArn: instanceArn,
      ApplicationProviderArn: applicationProvider,
      Name: applicationName,
      'Description?': applicationDescription,
      'PortalOptions?': portalOptions,
      'Tags?': tags,
      'Status?': enabled,
      'ClientToken?': clientToken,
    },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      const { state } = call;
      const before = madeBefore(state.applications.values(), input);
      if (before !== undefined) return identity(state, before);
      if (requireProvider(call, input.ApplicationProviderArn).ApplicationProviderArn !== customProvider(state)) {
        throw validation('Only applications of the custom application provider can be created');
      }
      checkSignIn(input.PortalOptions?.SignInOptions);
      const { account } = call.caller;
      const id = base36(16, 'application', instanceId(state), account, nextNumber(state));
      const application: Application = {
        arn: `arn:${state.partition}:sso::${account}:application/${instanceId(state)}/apl-${id}`,
        name: input.Name,
        provider: input.ApplicationProviderArn,
        account,
        ...optional({ description: input.Description }),
        enabled: input.Status !== 'DISABLED',
        assignmentRequired: true,
        portal: { Visibility: 'ENABLED', ...input.PortalOptions },
        createdAt: state.now,
        ...requestOf(input),
        tags: checkedTags(new Map(), input.Tags ?? []),
        assignments: new Map(),
        scopes: new Map(),
        grants: new Map(),
        authenticationMethods: new Map(),
      };
      state.applications.set(application.arn, application);
      return identity(state, application);
    },
  ),
  UpdateApplication: writes(
    {
      ...onApplication,
      'Name?': applicationName,
      'Description?': applicationDescription,
      'Status?': enabled,
      'PortalOptions?': structure({ 'SignInOptions?': signInOptions }),
    },
    (call, input) => {
      const application = requireApplication(call, input);
      checkSignIn(input.PortalOptions?.SignInOptions);
      application.name = input.Name ?? application.name;
      if (input.Description !== undefined) application.description = input.Description;
      if (input.Status !== undefined) application.enabled = input.Status === 'ENABLED';
      application.portal = { ...application.portal, ...input.PortalOptions };
      return {};
    },
  ),
  DeleteApplication: writes(onApplication, (call, input) => {
    call.state.applications.delete(requireApplication(call, input).arn);
    return {};
  }),
};

export function requireApplication(call: Call, input: { readonly ApplicationArn: string }): Application {
  const application = call.state.applications.get(input.ApplicationArn);
  if (application !== undefined) return application;
  throw notFound(`Could not find Application with id ${input.ApplicationArn.split('/').at(-1)}`);
}

/** ApplicationUrl is required if Origin is APPLICATION (SignInOptions, API reference). */
function checkSignIn(options: { readonly Origin: string; readonly ApplicationUrl?: string } | undefined): void {
  if (options?.Origin === 'APPLICATION' && options.ApplicationUrl === undefined) {
    throw validation('ApplicationUrl is required when Origin is APPLICATION');
  }
}

const providerArn = ({ partition }: SandboxState, name: string): string =>
  `arn:${partition}:sso::aws:applicationProvider/${name}`;

const customProvider = (state: SandboxState): string => providerArn(state, 'custom');

/** A few of AWS's providers, and those of the seed's applications. */
function providersOf(state: SandboxState): readonly Wire[] {
  const known = [
    provider(customProvider(state), 'OAUTH', 'Custom application'),
    provider(providerArn(state, 'custom-saml'), 'SAML', 'Custom SAML 2.0 application'),
    {
      ...provider(providerArn(state, 'redshift'), 'OAUTH', 'Amazon Redshift'),
      ResourceServerConfig: {
        Scopes: {
          'redshift:connect': { DetailedTitle: 'Redshift', LongDescription: 'Connect to Amazon Redshift' },
        },
      },
    },
  ];
  const arns = new Set<unknown>(known.map(({ ApplicationProviderArn: arn }) => arn));
  const seeded = new Set([...state.applications.values()].map((application) => application.provider));
  const others = [...seeded].filter((arn) => !arns.has(arn));
  return [...known, ...others.map((arn) => provider(arn, 'SAML', arn.slice(arn.indexOf('/') + 1)))];
}

const provider = (arn: string, protocol: 'SAML' | 'OAUTH', name: string) => ({
  ApplicationProviderArn: arn,
  FederationProtocol: protocol,
  DisplayData: { DisplayName: name, Description: name, IconUrl: 'https://sandbox.invalid/icon.svg' },
});

function requireProvider({ state }: Call, arn: string): Wire {
  const found = providersOf(state).find((present) => present.ApplicationProviderArn === arn);
  if (found === undefined) throw notFound(`Could not find ApplicationProvider with arn ${arn}`);
  return found;
}

const identity = (state: SandboxState, { arn }: Application): Output => ({
  ApplicationArn: arn,
  InstanceArn: state.instanceArn,
  IdentityStoreArn: identityStoreArn(state),
});

const shown = ({ state }: Call, application: Application): Output => ({
  ...identity(state, application),
  ApplicationProviderArn: application.provider,
  Name: application.name,
  ApplicationAccount: application.account,
  Status: application.enabled ? 'ENABLED' : 'DISABLED',
  PortalOptions: application.portal,
  ...optional({ Description: application.description }),
  CreatedDate: seconds(application.createdAt),
  CreatedFrom: state.region,
});
