// Answers of wrong types, through the real SDK: for every operation that is called, every place of its answer, and every type that does not belong there.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import type { Operation } from '../../src/plan/change.ts';
import { ANSWERS } from '../../src/provider/aws/answers.ts';
import { type Aws, createClient, DEFAULT_RATES } from '../../src/provider/aws/client.ts';
import { createSenders } from '../../src/provider/aws/sdk.ts';
import { checked, type Member, type Shape } from '../../src/provider/aws/shapes.ts';
import { CallFailure } from '../../src/provider/errors.ts';
import { effort, someOf } from '../support/runs.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { front } from './front.ts';
import { createSet, deleteSet, grant, provision, revoke, updateSet } from './operations.ts';
import { ACCOUNTS, AUDITOR, CIDER, GROWER, OWNER, PICKER, PRINCIPALS } from './orchard.ts';
import { EVERYTHING, openOrchard } from './subjects.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const JSON_SERVICES = ['sso-admin', 'identitystore', 'organizations'] as const;
const OPERATIONS = JSON_SERVICES.flatMap((service) =>
  Object.entries<Shape>(ANSWERS[service]).map(([operation, shape]) => ({ service, operation, shape })),
);

const SAMPLES = ['222222222222', 'arn:aws:sso:::permissionSet/ssoins-1/ps-1', 'GROUP', 'Grower'];

/** An answer that has the shape, optional members included. */
function sampleOf(member: Member): Json {
  switch (member.is) {
    case 'text':
      return SAMPLES.find((sample) => member.pattern.test(sample))!;
    case 'boolean':
      return true;
    case 'texts':
      return { 'access:owner': 'orchard' };
    case 'number':
      return 7;
    case 'count':
      return 10;
    case 'time':
      return 1_767_225_600;
    case 'list':
      return [sampleOf(member.of), sampleOf(member.of)];
    case 'optional':
      return sampleOf(member.of);
    case 'object':
      return Object.fromEntries(Object.entries(member.members).map(([name, each]) => [name, sampleOf(each)]));
    default:
      return member satisfies never;
  }
}

const WRONG: readonly Json[] = [null, 5, true, 'x/../y\n', '', [], [null], {}, { a: [1] }, 'x'.repeat(300_000)];

/** The answer with each of its parts, itself included, replaced by what does not belong there. */
function* mutationsOf(answer: Json): Generator<Json> {
  yield* WRONG;
  if (Array.isArray(answer)) {
    for (const [index, item] of answer.entries())
      for (const mutation of mutationsOf(item)) yield answer.with(index, mutation);
  } else if (typeof answer === 'object' && answer !== null) {
    for (const [name, member] of Object.entries(answer)) {
      const { [name]: _, ...others } = answer as { readonly [key: string]: Json };
      yield others;
      for (const mutation of mutationsOf(member)) yield { ...answer, [name]: mutation };
    }
  }
}

describe('every operation', () => {
  let body = '';
  let server: Server;
  let aws: Aws;

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      incoming.resume();
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'orchard' };
    aws = createClient({
      senderOf: createSenders({ region: 'eu-west-1', endpoint, credentials }),
      clock: virtualClock(),
      random: () => 0.5,
      rates: DEFAULT_RATES,
    });
    return () => {
      server.closeAllConnections();
      server.close();
    };
  });

  test.each(OPERATIONS)('$service:$operation', async ({ service, operation, shape }) => {
    const call = (answer: Json): Promise<unknown> => {
      body = JSON.stringify(answer);
      return aws.call(service as 'sso-admin', operation as 'ListInstances', {}, { repeatable: false });
    };
    const sample = sampleOf(shape);
    expect(await call(sample)).toEqual(sample);
    const kinds = new Set<string>();
    for (const mutation of someOf([...mutationsOf(sample)], 36)) {
      const result = await call(mutation).catch((error: unknown) => error);
      if (result instanceof CallFailure) kinds.add(result.call.kind);
      // What is given is of the shape: it is the same when it is looked at again.
      else expect(checked(shape, result), JSON.stringify(mutation).slice(0, 200)).toEqual(result);
    }
    const possible = Object.keys(shape.is === 'object' ? shape.members : {}).length > 0;
    expect([...kinds].sort()).toEqual(possible ? ['malformed', 'protocol'] : ['malformed']);
  });
});

const { orchards, cellar, market } = ACCOUNTS;
const CHANGES: readonly Operation[] = [
  createSet(CIDER),
  updateSet(GROWER, { ...CIDER, name: 'Grower', tags: { crew: 'night' } }),
  updateSet(AUDITOR, { ...AUDITOR, owner: OWNER }),
  grant({ set: 'Auditor', account: orchards, group: PRINCIPALS.auditors }),
  revoke({ set: 'Auditor', account: market, group: PRINCIPALS.auditors }),
  provision('Grower', cellar),
  deleteSet(PICKER),
];

test('a whole run over answers of wrong types ends in diagnostics and outcomes, never in a bug', async () => {
  const operations = fc.constantFrom(...OPERATIONS.map(({ operation }) => operation));
  await fc.assert(
    fc.asyncProperty(operations, fc.nat(), fc.nat({ max: 3 }), async (disturbed, choice, from) => {
      const orchard = await openOrchard();
      let calls = 0;
      const endpoint = await front(orchard.sandbox.url, {
        after: ({ operation, status, body }) => {
          if (operation !== disturbed || status !== 200 || calls++ < from) return undefined;
          const mutations = [...mutationsOf(JSON.parse(body))];
          return { body: JSON.stringify(mutations[choice % mutations.length]) };
        },
      });
      const identityCenter = orchard.connect({ endpoint });
      const readings = [
        () => identityCenter.readDirectory({ organizationalUnits: true, accountTags: true }),
        () => identityCenter.readState(EVERYTHING),
      ];
      for (const read of readings) {
        const error: unknown = await read().then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error !== undefined && !(error instanceof AccessError)) throw error;
      }
      for (const operation of CHANGES) {
        const outcome = await identityCenter.apply(operation).catch((error: unknown) => error);
        if (outcome instanceof Error && !(outcome instanceof AccessError)) throw outcome;
      }
    }),
    { numRuns: effort(12, 4), seed: 20261202 },
  );
});

test('the policies in docs/ci.md have every action that is called, and no other', () => {
  const text = readFileSync(new URL('../../docs/ci.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/"((?:sso|identitystore|organizations):[A-Za-z]+)"/g)].map(
    ([, action]) => action,
  );
  const called = OPERATIONS.map(({ service, operation }) => `${service.replace('-admin', '')}:${operation}`);
  expect([...new Set(documented)].sort()).toEqual([...called].sort());
});
