// The published schema, which editors use: patterns and ranges included, which the compiled validator leaves to the rules.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../src/source/parse.ts';
import { plain } from '../../../src/source/value.ts';

const schema = JSON.parse(readFileSync('schemas/access.schema.json', 'utf8'));
const validate = new Ajv2020.default({ allowUnionTypes: true, strictTypes: false }).compile(schema);
const read = (text: string) => {
  const { value } = parse({ path: 'access.yaml', configPath: 'access.yaml', text });
  return value && plain(value);
};

describe('schemas/access.schema.json', () => {
  test.each(['access.yaml', 'orchard.yaml'])('accepts %s of the case that has everything', (name) => {
    const text = readFileSync(`test/cases/decode/everything-there-is/input/${name}`, 'utf8');
    expect(validate(read(text)) || validate.errors).toBe(true);
  });

  test('accepts guardrails of every kind', () => {
    const text = readFileSync('test/cases/decode/guardrails-of-every-kind/input/security/guardrails.yaml', 'utf8');
    expect(validate(read(text)) || validate.errors).toBe(true);
  });

  test.each([
    'guardrails: { rules: [{ id: a/b }] }',
    'guardrails: { rules: [{ id: GR-1, deny: { access: [writing] } }] }',
    'guardrails: { waivers: [{ rule: GR-1, until: 2027-01-31 }] }',
    'accounts: { orchard: { id: "22222222222" } }',
    'accounts: { orchard: { id: 222222222222 } }',
    'groups: { pickers: { objectId: apple } }',
    'guards: { deletes: { share: 5 } }',
    'unmanaged: { ignore: [{}] }',
    'permissionSets: { Reader: { permissionsBoundary: {} } }',
    'grants: [{ groups: a, permissionSets: b }]',
    'grants: [{ groups: a, permissionSets: b, accounts: { intersect: [a] } }]',
    'orchards: {}',
  ])('marks %s in editors', (text) => {
    expect(validate(read(text))).toBe(false);
  });

  test('describes every property', () => {
    const undescribed = propertiesOf(schema, '#').filter(({ description }) => !description || description.length < 10);
    expect(undescribed).toEqual([]);
  });
});

interface Described {
  readonly path: string;
  readonly description: string | undefined;
}

/** Every property that a `properties` anywhere in the schema names. */
function propertiesOf(node: unknown, path: string): readonly Described[] {
  if (typeof node !== 'object' || node === null) return [];
  const properties = 'properties' in node && !path.endsWith('/properties') ? (node.properties as object) : {};
  const own = Object.entries(properties).map(([key, property]) => ({
    path: `${path}/${key}`,
    description: property.description,
  }));
  return [...own, ...Object.entries(node).flatMap(([key, child]) => propertiesOf(child, `${path}/${key}`))];
}
