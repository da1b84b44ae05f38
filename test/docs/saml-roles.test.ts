// docs/saml-roles.md: its YAML fits the schema, and the role that it shows may do what the adapter does, and no more.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import schema from '../../schemas/access.schema.json' with { type: 'json' };

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const TEXT = read('docs/saml-roles.md');
const blocks = (language: string) =>
  [...TEXT.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, body = '']) => body);

test('its YAML fits the schema', () => {
  const validate = new Ajv2020({ strict: false }).compile(schema);
  const yaml = blocks('yaml');
  expect(yaml.length).toBeGreaterThan(1);
  for (const block of yaml) expect([block, validate(parse(block)), validate.errors]).toEqual([block, true, null]);
});

test('its role may do what plan and apply do, and no more', () => {
  const code = ['read', 'write'].map((half) => read(`src/provider/aws/${half}-saml-roles.ts`)).join('');
  const used = new Set(code.match(/'iam:\w+'/g)?.map((each) => each.slice(1, -1)));
  const called = new Set(
    [...code.matchAll(/(?:at\.iam|iam), '(\w+)'|call\('iam', '(\w+)'|operation: '(\w+)'/g)].map(
      (each) => `iam:${each[1] ?? each[2] ?? each[3]}`,
    ),
  );
  const allowed = new Set(
    blocks('json')
      .flatMap((block) => block.match(/iam:\w+/g) ?? [])
      .filter((each) => each !== 'iam:aws'),
  );
  expect([...called].filter((each) => !used.has(each))).toEqual([]);
  expect([...allowed].sort()).toEqual([...used].sort());
});
