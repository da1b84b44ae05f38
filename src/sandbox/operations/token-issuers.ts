// sso-admin: trusted token issuers, whose tokens applications exchange.
import { notFound, validation } from '../errors.ts';
import { uuid } from '../ids.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { clientToken, instanceArn, pagedBy100, tags } from '../shapes.ts';
import {
  tokenIssuerArn,
  tokenIssuerConfiguration,
  tokenIssuerName,
  tokenIssuerType,
  tokenIssuerUpdate,
} from '../shapes-applications.ts';
import { nextNumber, type TrustedTokenIssuer, type Wire } from '../state.ts';
import { madeBefore, requestOf } from './client-tokens.ts';
import { instanceId, requireInstance } from './resources.ts';
import { checkedTags } from './tags.ts';

const onIssuer = { TrustedTokenIssuerArn: tokenIssuerArn };

export const TOKEN_ISSUERS: Operations = {
  ListTrustedTokenIssuers: reads({ InstanceArn: instanceArn, ...pagedBy100 }, (call, input) => {
    requireInstance(call, input.InstanceArn);
    return page(call, input, {
      key: 'TrustedTokenIssuers',
      items: call.state.trustedTokenIssuers.values(),
      show: identity,
    });
  }),
  DescribeTrustedTokenIssuer: reads(onIssuer, (call, input) => {
    const issuer = requireTokenIssuer(call, input.TrustedTokenIssuerArn);
    return { ...identity(issuer), TrustedTokenIssuerConfiguration: { OidcJwtConfiguration: issuer.configuration } };
  }),
  CreateTrustedTokenIssuer: writes(
    {
      InstanceArn: instanceArn,
      Name: tokenIssuerName,
      TrustedTokenIssuerType: tokenIssuerType,
      TrustedTokenIssuerConfiguration: tokenIssuerConfiguration,
      'ClientToken?': clientToken,
      'Tags?': tags,
    },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      const { state } = call;
      const before = madeBefore(state.trustedTokenIssuers.values(), input);
      if (before !== undefined) return { TrustedTokenIssuerArn: before.arn };
      const id = `tti-${uuid('token-issuer', state.instanceArn, nextNumber(state))}`;
      const issuer: TrustedTokenIssuer = {
        arn: `arn:${state.partition}:sso::${call.caller.account}:trustedTokenIssuer/${instanceId(state)}/${id}`,
        name: input.Name,
        configuration: configurationIn(input.TrustedTokenIssuerConfiguration),
        ...requestOf(input),
        tags: checkedTags(new Map(), input.Tags ?? []),
      };
      state.trustedTokenIssuers.set(issuer.arn, issuer);
      return { TrustedTokenIssuerArn: issuer.arn };
    },
  ),
  UpdateTrustedTokenIssuer: writes(
    {
      ...onIssuer,
      'Name?': tokenIssuerName,
      'TrustedTokenIssuerConfiguration?': tokenIssuerUpdate,
    },
    (call, input) => {
      const issuer = requireTokenIssuer(call, input.TrustedTokenIssuerArn);
      const { Name: name, TrustedTokenIssuerConfiguration: changed } = input;
      const change = changed === undefined ? {} : configurationIn(changed);
      issuer.name = name ?? issuer.name;
      issuer.configuration = { ...issuer.configuration, ...change };
      return {};
    },
  ),
  DeleteTrustedTokenIssuer: writes(onIssuer, (call, input) => {
    call.state.trustedTokenIssuers.delete(requireTokenIssuer(call, input.TrustedTokenIssuerArn).arn);
    return {};
  }),
};

export function requireTokenIssuer(call: Call, arn: string): TrustedTokenIssuer {
  const issuer = call.state.trustedTokenIssuers.get(arn);
  if (issuer !== undefined) return issuer;
  throw notFound(`Could not find TrustedTokenIssuer with id ${arn.split('/').at(-1)}`);
}

/** The only member of the union. */
function configurationIn({ OidcJwtConfiguration: configuration }: { readonly OidcJwtConfiguration?: Wire }): Wire {
  if (configuration === undefined)
    throw validation('TrustedTokenIssuerConfiguration must have an OidcJwtConfiguration');
  return configuration;
}

const identity = ({ arn, name }: TrustedTokenIssuer): Output => ({
  TrustedTokenIssuerArn: arn,
  Name: name,
  TrustedTokenIssuerType: 'OIDC_JWT',
});
