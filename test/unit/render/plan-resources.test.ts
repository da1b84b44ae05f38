// What a plan says of SAML providers: whom they trust from now on, told so that it can be compared with what Entra shows.
import { expect, test } from 'vitest';
import type { ResourceChange } from '../../../src/plan/change.ts';
import { resourceNotes } from '../../../src/render/plan-resources.ts';
import { readCertificate } from '../../../src/saml/certificate.ts';
import { definitionOf } from '../../../src/state/saml-roles.ts';
import { accountId, type Resource } from '../../../src/state/state.ts';
import { CERTIFICATE, CURVE_CERTIFICATE, type MetadataOptions, metadataXml } from '../../support/saml-metadata.ts';

const REFERENCE = {
  target: 'saml-roles',
  kind: 'provider',
  name: 'EntraID',
  account: accountId('333333333333'),
} as const;
const provider = (options: MetadataOptions): Resource => ({
  ...REFERENCE,
  definition: definitionOf({ metadata: metadataXml(options) }),
});
const update = (before: MetadataOptions, after: MetadataOptions): string => {
  const change = { action: 'update', resource: REFERENCE, before: provider(before), after: provider(after) };
  return JSON.stringify(resourceNotes(change as unknown as ResourceChange));
};
const [OLD, NEW] = [CERTIFICATE, CURVE_CERTIFICATE].map((text) => readCertificate(text)!.thumbprint) as [
  string,
  string,
];

test('another certificate under the same issuer is told by its thumbprint, and so is the one that goes', () => {
  const told = update({ certificates: [CERTIFICATE] }, { certificates: [CURVE_CERTIFICATE] });
  expect(told).toContain(NEW);
  expect(told).toMatch(new RegExp(`no longer by .*${OLD}`));
});

test('in a renewal, with both of them for a while, none goes', () => {
  const told = update({ certificates: [CERTIFICATE] }, { certificates: [CERTIFICATE, CURVE_CERTIFICATE] });
  expect(told).toContain(OLD);
  expect(told).toContain(NEW);
  expect(told).not.toContain('no longer');
});

test('another issuer with the same certificate is told, and the one before', () => {
  const told = update({ issuer: 'https://a.example/' }, { issuer: 'https://b.example/' });
  expect(told).toMatch(/no longer trusts .*a\.example/);
  expect(told).toContain('b.example');
});
