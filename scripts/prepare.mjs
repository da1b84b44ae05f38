// `npm ci` and `npm pack` build. Without the development dependencies (`--omit=dev`) there is nothing to build with, and nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../node_modules/esbuild', import.meta.url))) {
  process.stderr.write('prepare: development dependencies are not installed, nothing is built\n');
} else {
  // Everything to stderr: stdout belongs to `npm pack --json`.
  const { status } = spawnSync(process.execPath, [new URL('build.mjs', import.meta.url).pathname], {
    stdio: ['ignore', 2, 2],
  });
  process.exitCode = status ?? 1;
}
