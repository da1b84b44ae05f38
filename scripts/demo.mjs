// The main job on the example organisation: validate, plan, apply and plan again, on a fresh local Identity Center.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const STATE = path.join('.access', 'demo.json');
const PLAN = path.join('.access', 'demo-plan.json');
const SANDBOX = ['--sandbox', '--sandbox-state', STATE, '--seed', path.join('access', 'sandbox-seed.json')];

rmSync(path.join(ROOT, STATE), { force: true });
for (const args of [
  ['validate'],
  ['test'],
  ['plan', ...SANDBOX, '--out', PLAN],
  ['apply', PLAN, ...SANDBOX],
  ['plan', ...SANDBOX],
]) {
  process.stdout.write(`\n$ access ${args.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [path.join('dist', 'main.js'), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
