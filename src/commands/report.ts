// `access report`: who has what, and with --runs what was applied.
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { runs } from './runs.ts';

export async function report(host: Host, words: readonly string[], options: Options): Promise<number> {
  if (options.runs === true) return runs(host, words, options);
  throw new AccessError(diagnose('cli/usage', { problem: 'say what to report: `--runs`', verb: 'report' }));
}
