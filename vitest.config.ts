import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { isThorough } from './test/support/runs.ts';
import { LARGE_YOUNG_GENERATION, SELDOM_OPTIMIZED } from './test/support/v8.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/temporary-folder.ts',
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', NO_COLOR: '1', TZ: 'UTC' },
    // One more than there are cores: a quarter of the time a worker waits, for a process or for its own server.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // Modules are loaded once in each worker: what they hold are caches of pure functions. Processes rather than threads: every git and every built
    // program that a test starts is a fork of its worker, and costs as much as that one's memory is large.
    pool: 'forks',
    isolate: false,
    execArgv: [...SELDOM_OPTIMIZED, ...LARGE_YOUNG_GENERATION],
    // No test is there to be quick; what hangs ends. With TEST_EFFORT=all (test/support/runs.ts) some go over all that AWS has.
    testTimeout: isThorough ? 3_600_000 : 600_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
