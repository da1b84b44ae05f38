// How much the sandbox holds and how fast it lists: a large company in a process of its own, asked over HTTP. `node bench/sandbox.mjs`, or `sandboxFigures()`.
import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { accountId, call, PAGE, seedOf } from './sandbox-client.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const SIZE = { accounts: 2_000, permissionSets: 500, groups: 10_000, assignments: 100_000 };
/** What must hold: tests shall measure the client and not the sandbox. */
const LEAST_CALLS = 2_000;
const MOST_BYTES = 1024 ** 3;
const CONNECTIONS = 8;
const CALLS = 4_000;

/** Every figure with its bound; `ok` is false when one does not hold. */
export async function sandboxFigures() {
  const folder = await mkdtemp(path.join(tmpdir(), 'access-bench-'));
  try {
    const seedFile = path.join(folder, 'seed.json');
    await writeFile(seedFile, JSON.stringify(seedOf(SIZE)));
    const server = await serve(await bundle(folder), seedFile);
    try {
      return await measured(server);
    } finally {
      server.end();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measured(server) {
  const figures = [{ name: 'start from a seed', value: server.startMs, unit: 'ms' }];
  for (const [name, inputs] of Object.entries(await listings(server))) {
    const { perSecond, perCpuSecond, bytes } = await speedOf(server, name, inputs);
    const detail = `${Math.round(perSecond)}/s with the client beside it, ${Math.round(bytes / 1024)} KB an answer`;
    figures.push({ name, value: perCpuSecond, unit: 'calls/s on one core', atLeast: LEAST_CALLS, detail });
  }
  const { rss } = await server.usage();
  figures.push({ name: 'memory', value: rss / 1024 ** 2, unit: 'MB', atMost: MOST_BYTES / 1024 ** 2 });
  return { size: SIZE, figures, ok: figures.every(holds) };
}

export const holds = ({ value, atLeast = 0, atMost = Number.POSITIVE_INFINITY }) => value >= atLeast && value <= atMost;

/** The sandbox as it is in the working tree, for a process that is nothing else. */
async function bundle(folder) {
  const outfile = path.join(folder, 'server.mjs');
  const contents = `
    import { readFileSync } from 'node:fs';
    import { parseOrigin, startSandbox } from './src/sandbox/index.ts';
    const began = performance.now();
    const sandbox = await startSandbox({ seed: parseOrigin(readFileSync(process.argv[2], 'utf8'), 'seed') });
    process.on('message', () => process.send({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() }));
    process.send({ url: sandbox.url, startMs: performance.now() - began });
  `;
  const stdin = { contents, resolveDir: ROOT, loader: 'js' };
  await build({
    stdin,
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  return outfile;
}

async function serve(file, seedFile) {
  const child = fork(file, [seedFile]);
  child.setMaxListeners(0);
  const told = () => new Promise((resolve, reject) => child.once('message', resolve).once('exit', reject));
  const { url, startMs } = await told();
  return {
    url,
    startMs,
    agent: new Agent({ keepAlive: true, maxSockets: CONNECTIONS }),
    usage: () => {
      const answer = told();
      child.send('usage');
      return answer;
    },
    end: () => child.kill(),
  };
}

/** Inputs by operation, a few of each, all with pages of 100. */
async function listings(server) {
  const { InstanceArn, IdentityStoreId } = (await call(server, 'SWBExternalService.ListInstances', {})).value
    .Instances[0];
  const instance = { InstanceArn, MaxResults: PAGE };
  const { PermissionSets } = (await call(server, 'SWBExternalService.ListPermissionSets', instance)).value;
  const store = { IdentityStoreId, MaxResults: PAGE };
  const groups = await pagesOf(server, 'AWSIdentityStore.ListGroups', store, 20);
  const on = PermissionSets.map((PermissionSetArn) => ({ ...instance, PermissionSetArn }));
  const provisioned = 'SWBExternalService.ListAccountsForProvisionedPermissionSet';
  const { AccountIds } = (await call(server, provisioned, on[0])).value;
  const ids = (await call(server, 'AWSIdentityStore.ListGroups', store)).value.Groups.map(({ GroupId }) => GroupId);
  return {
    'AWSIdentityStore.ListGroups': groups,
    'SWBExternalService.ListPermissionSets': [instance],
    [provisioned]: on,
    'SWBExternalService.ListPermissionSetsProvisionedToAccount': AccountIds.map((id) => ({
      ...instance,
      AccountId: id,
    })),
    'SWBExternalService.ListAccountAssignments': on.map((each, index) => ({
      ...each,
      AccountId: accountId(1 + index),
    })),
    'SWBExternalService.ListAccountAssignmentsForPrincipal': ids.map((PrincipalId) => ({
      ...instance,
      PrincipalId,
      PrincipalType: 'GROUP',
    })),
    'AWSOrganizationsV20161128.ListAccounts': await pagesOf(
      server,
      'AWSOrganizationsV20161128.ListAccounts',
      { MaxResults: 20 },
      20,
    ),
  };
}

/** The inputs of the first pages of a listing. */
async function pagesOf(server, target, first, most) {
  const inputs = [first];
  while (inputs.length < most) {
    const { NextToken } = (await call(server, target, inputs.at(-1))).value;
    if (NextToken === undefined) break;
    inputs.push({ ...first, NextToken });
  }
  return inputs;
}

async function speedOf(server, target, inputs) {
  for (let index = 0; index < 200; index += 1) await call(server, target, inputs[index % inputs.length]);
  const before = await server.usage();
  const began = performance.now();
  let sent = 0;
  let bytes = 0;
  const worker = async () => {
    while (sent < CALLS) {
      const input = inputs[sent % inputs.length];
      sent += 1;
      const answer = await call(server, target, input);
      bytes += answer.bytes;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const seconds = (performance.now() - began) / 1000;
  const { cpu } = await server.usage();
  const cpuSeconds = (cpu.user + cpu.system - before.cpu.user - before.cpu.system) / 1e6;
  return { perSecond: sent / seconds, perCpuSecond: sent / cpuSeconds, bytes: bytes / sent };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { size, figures, ok } = await sandboxFigures();
  console.log(
    Object.entries(size)
      .map(([name, count]) => `${count} ${name}`)
      .join(', '),
  );
  for (const figure of figures) {
    const { name, value, unit, detail, atLeast, atMost } = figure;
    const bound =
      atLeast === undefined ? (atMost === undefined ? '' : ` (at most ${atMost})`) : ` (at least ${atLeast})`;
    console.log(
      `${holds(figure) ? 'ok  ' : 'FAIL'} ${name}: ${Math.round(value)} ${unit}${bound}${detail === undefined ? '' : `; ${detail}`}`,
    );
  }
  process.exitCode = ok ? 0 : 1;
}
