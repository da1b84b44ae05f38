// Rewrites what golden tests expect: `npm run goldens`, or `npm run goldens -- test/golden/plan.test.ts -t frozen`. Read the diff: every line must be meant.
import { spawnSync } from 'node:child_process';

const asked = process.argv.slice(2);
const files = asked.length > 0 ? asked : ['test/golden', 'test/unit/render', 'test/cli/cases.test.ts', 'test/docs'];
// `-u` takes a word behind it for its value, and then rewrites everything: it stands last.
const { status } = spawnSync('npx', ['vitest', 'run', ...files, '-u'], { stdio: 'inherit' });
if (status === 0) spawnSync('git', ['diff', '--stat', '--', 'test/cases', 'docs'], { stdio: 'inherit' });
process.exit(status ?? 1);
