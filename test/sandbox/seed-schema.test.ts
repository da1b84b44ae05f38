// schemas/sandbox-seed.schema.json is made from the shapes that a seed is checked against (`npx vitest run test/sandbox/seed-schema.test.ts --update` rewrites it).
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import schema from '../../schemas/sandbox-seed.schema.json' with { type: 'json' };
import { membersOf, type Shape, violations } from '../../src/sandbox/constraints.ts';
import { seed } from '../../src/sandbox/seed-shape.ts';
import { GROVE_TENANT } from '../contract/tenant.ts';
import { FRUIT } from './support.ts';

type Json = Readonly<Record<string, unknown>>;

const bounds = (names: readonly [least: string, most: string], { min, max }: { min: number; max: number }): Json => ({
  ...(min > 0 || names[0] === 'minimum' ? { [names[0]]: min } : {}),
  ...(Number.isFinite(max) ? { [names[1]]: max } : {}),
});

/** Patterns of JSON Schema know no escape that stands for its own character. */
const withoutIdle = (whole: string, character: string): string => (/[_ ]/.test(character) ? character : whole);

function schemaOf(shape: Shape): Json {
  switch (shape.kind) {
    case 'text':
      return {
        type: 'string',
        ...bounds(['minLength', 'maxLength'], shape),
        ...(shape.expression === undefined
          ? {}
          : { pattern: shape.expression.source.replaceAll(/\\(.)/gs, withoutIdle) }),
      };
    case 'choice':
      return { enum: shape.values };
    case 'integer':
    case 'number':
      return { type: shape.kind, ...bounds(['minimum', 'maximum'], shape) };
    case 'boolean':
      return { type: 'boolean' };
    case 'anything':
      return {};
    case 'list':
      return { type: 'array', items: schemaOf(shape.of), ...bounds(['minItems', 'maxItems'], shape) };
    case 'map':
      return {
        type: 'object',
        propertyNames: schemaOf(shape.key),
        additionalProperties: schemaOf(shape.of),
        ...bounds(['minProperties', 'maxProperties'], shape),
      };
    case 'structure': {
      const members = membersOf(shape.members);
      const required = members.filter((member) => member.required).map(({ name }) => name);
      return {
        type: 'object',
        additionalProperties: false,
        ...(required.length === 0 ? {} : { required }),
        properties: Object.fromEntries(members.map(({ name, shape: member }) => [name, schemaOf(member)])),
      };
    }
    default:
      return shape satisfies never;
  }
}

/** As the formatter of this project writes it: a list on one line where there is room. */
function written(value: unknown, indent = '', before = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    if (indent.length + before.length + line.length < 120) return line;
    return `[\n${value.map((item) => `${deeper}${written(item, deeper)}`).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value).map(([name, each]) => {
    const key = `${JSON.stringify(name)}: `;
    return `${deeper}${key}${written(each, deeper, key)}`;
  });
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}

test('the schema is what seeds are checked against', async () => {
  const whole = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'sandbox-seed.schema.json',
    title: 'Seed of the sandbox: what a local Identity Center, its organization and its tenant of Entra begin with',
    ...schemaOf({ kind: 'structure', members: { ...seed, formatVersion: { kind: 'integer', min: 1, max: 1 } } }),
  };
  await expect(`${written(whole)}\n`).toMatchFileSnapshot('../../schemas/sandbox-seed.schema.json');
});

test('it takes what the reader takes, and refuses what it refuses', () => {
  const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  const isTaken = (value: unknown) => violations({ kind: 'structure', members: seed }, value, true).length === 0;
  const wrong = [
    { ...FRUIT, color: 'red' },
    { ...GROVE_TENANT, entra: { groups: [{ displayName: 'x', id: 'pulp' }] } },
    { ...GROVE_TENANT, entra: { servicePrincipals: [{ displayName: 'x', provisioning: { scope: 'some' } }] } },
    { ...GROVE_TENANT, region: '' },
  ];
  for (const value of [FRUIT, GROVE_TENANT, { $schema: 'x', ...GROVE_TENANT }, ...wrong]) {
    const json: unknown = JSON.parse(JSON.stringify(value));
    expect(isValid(json), JSON.stringify(isValid.errors)).toBe(isTaken(json));
  }
  expect(wrong.map(isTaken)).toEqual(wrong.map(() => false));
});
