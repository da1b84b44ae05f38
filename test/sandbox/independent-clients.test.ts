// Clients that share no code with ours: boto3 runs the life of a permission set, where it is installed, and with TEST_EFFORT=all the AWS CLI, which
// starts anew for each call; Terraform's AWS provider runs that of all it can make, where ACCESS_TEST_TERRAFORM is set: it is half a gigabyte, and waits for minutes on a real clock.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { isThorough } from '../support/runs.ts';
import { fruitSandbox } from './support.ts';

/** Nothing that the machine knows of AWS. */
const ENVIRONMENT = {
  ...process.env,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: 'sandbox',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_PAGER: '',
};

interface Client {
  readonly name: string;
  readonly present: readonly [string, ...string[]];
  readonly run: readonly [string, string];
}

const CLIENTS: readonly Client[] = [
  { name: 'boto3', present: ['python3', '-c', 'import boto3'], run: ['python3', 'life.py'] },
  { name: 'the AWS CLI', present: isThorough ? ['aws', '--version'] : ['false'], run: ['bash', 'life.sh'] },
  {
    name: "Terraform's AWS provider",
    present: process.env.ACCESS_TEST_TERRAFORM === undefined ? ['false'] : ['terraform', 'version'],
    run: ['bash', 'life-terraform.sh'],
  },
];

const isPresent = ([command, ...argv]: readonly [string, ...string[]]): boolean =>
  spawnSync(command, argv, { stdio: 'ignore' }).status === 0;

for (const { name, present, run } of CLIENTS) {
  const skipped = isPresent(present) ? '' : ` (skipped: ${name} is not installed, or not asked for)`;
  test.skipIf(skipped !== '')(
    `${name} leads a permission set through its whole life${skipped}`,
    { timeout: 900_000 },
    async () => {
      const { sandbox } = await fruitSandbox();
      const before = sandbox.snapshot();
      const [command, script] = run;
      const file = fileURLToPath(new URL(`clients/${script}`, import.meta.url));
      const { stdout } = await promisify(execFile)(command, [file, sandbox.url], { env: ENVIRONMENT });
      expect(stdout.trimEnd().split('\n').at(-1)).toBe('life: all of it');
      const { permissionSets, groups, users, memberships } = sandbox.snapshot();
      expect({ permissionSets, groups, users, memberships }).toEqual({
        permissionSets: before.permissionSets,
        groups: before.groups,
        users: before.users,
        memberships: before.memberships,
      });
    },
  );
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const TERRAFORM = CLIENTS[2]!;
const missing = [
  ...(isPresent(TERRAFORM.present) ? [] : [`${TERRAFORM.name} is not installed, or not asked for`]),
  ...(existsSync(MAIN) ? [] : ['npm run build']),
];

test.skipIf(missing.length > 0)(
  `${TERRAFORM.name} fights with access over its tag, and lives with it by ignore_tags${missing.length > 0 ? ` (skipped: ${missing.join(', ')})` : ''}`,
  { timeout: 900_000 },
  async () => {
    const { sandbox } = await fruitSandbox();
    const file = fileURLToPath(new URL('clients/beside-terraform.sh', import.meta.url));
    const { stdout } = await promisify(execFile)('bash', [file, sandbox.url, MAIN], { env: ENVIRONMENT });
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('beside: all of it');
  },
);
