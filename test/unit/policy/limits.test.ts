import { expect, test } from 'vitest';
import { characterFindings, MOST_BYTES, sizeFindings } from '../../../src/policy/language/limits.ts';
import { parse } from '../../../src/source/parse.ts';

const codesOf = (json: string) => {
  const { value } = parse({ path: 'policy.json', configPath: 'policy.json', text: json });
  return [...sizeFindings(value!), ...characterFindings(value!)].map(({ code }) => code);
};
const allowing = (resource: string) =>
  `{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "${resource}" } }`;
const ENVELOPE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":""}]}'
  .length;
const ofSize = (bytes: number, letter = 'a') => allowing(letter.repeat((bytes - ENVELOPE) / Buffer.byteLength(letter)));

test.each<readonly [string, string, readonly string[]]>([
  ['the most bytes', ofSize(MOST_BYTES), []],
  ['one byte more', ofSize(MOST_BYTES + 1), ['policy/too-large']],
  ['letters of two bytes', ofSize(MOST_BYTES + 2 - ((MOST_BYTES - ENVELOPE) % 2), 'ä'), ['policy/too-large']],
  ['indentation, which is not counted', `${ofSize(MOST_BYTES)}${' \n\t'.repeat(9000)}`, []],
  [
    'far too much, of which little would be sent',
    `{"Statement":[${ofSize(200).repeat(200)}]}`.replaceAll('}{', '},{'),
    ['policy/too-large'],
  ],
  ['a list that is far too long', `[${'"a",'.repeat(9000)}"a"]`, ['policy/too-large']],
  ['the last letter of Latin-1', allowing('ÿ'), []],
  ['the letter after it', allowing('Ā'), ['policy/character']],
  ['a character beyond the basic plane', allowing('🍎'), ['policy/character']],
])('%s', (_, json, codes) => expect(codesOf(json)).toEqual(codes));
