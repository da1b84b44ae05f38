// Secrets in files are found and never printed; what files of permissions are made of is none.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { secretsIn } from '../../../src/doctor/secrets.ts';

const random = (length: number) => 'aB3xZ9qW'.repeat(Math.ceil(length / 8)).slice(0, length);
const found = (text: string) => secretsIn([{ path: 'access.yaml', text }]);

describe('a secret', () => {
  test.each([
    [`-----BEGIN RSA ${'PRIVATE'} KEY-----`, 'a private key'],
    [`key: AKIA${'ABCDEFGH2345IJKL'}`, 'an AWS access key id'],
    [`x: eyJ${random(20)}.${random(30)}.${random(40)}`, 'a JSON web token'],
    [`# Authorization: Bearer ${random(40)}`, 'a bearer token'],
    [`gh${'p'}_${random(36)}`, 'a token of GitHub'],
    [`glpat${'-'}${random(20)}`, 'a token of GitLab'],
    [`x: abc8Q${'~'}${random(34)}`, 'a client secret of Entra'],
    [`token: "${random(40)}"`, 'a token or password'],
    [`- ${random(400)}==`, 'what looks like a token'],
  ])('of the form of %s', (text, what) => {
    expect(found(`a: b\n${text}\n`)).toMatchObject([{ what, span: { file: 'access.yaml', start: { line: 2 } } }]);
  });

  test.each([
    'entra: { scim: { tokenCreated: 2026-01-10 } }',
    'arn:aws:secretsmanager:eu-west-1:111111111111:secret:prod/payments/database-password-AbCdEf',
    'objectId: 8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
    'token: https://docs.example.com/how/to/rotate/the/scim/token',
    `description: ${'a long description of nothing in particular '.repeat(20)}`,
    `${'a'.repeat(500)}`,
  ])('is not %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  test('is no certificate of SAML metadata, and is found beside one', () => {
    const certificate = `<ds:X509Certificate>\n${random(400)}</ds:X509Certificate>`;
    expect(found(certificate)).toEqual([]);
    expect(found(`${certificate}\n<Other>${random(400)}</Other>`)).toEqual([
      expect.objectContaining({
        what: 'what looks like a token',
        span: expect.objectContaining({ start: expect.objectContaining({ line: 3 }) }),
      }),
    ]);
  });

  test('is not in the example', () => {
    const folder = fileURLToPath(new URL('../../../access', import.meta.url));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.flatMap(found)).toEqual([]);
  });

  test('of any number in one line takes no time', () => {
    const text = `bearer ${random(20)} `.repeat(30_000);
    expect(found(text)).toHaveLength(1);
    expect(found(`bearer ${random(20)}\n`.repeat(100))).toHaveLength(20);
  });
});
