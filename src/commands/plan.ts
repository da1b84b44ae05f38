// `access plan`: gather, makePlan, render. Writes nothing but the file that --out names.
import path from 'node:path';
import { awaitsApproval, isRefused, type Plan } from '../plan/plan.ts';
import { baseOf } from './base.ts';
import { connected } from './connecting.ts';
import { outputFile, outsideConfig, writeText } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { detailOf, printFindings, printResult, resultText } from './output.ts';
import { plannableConfig, planned } from './planning.ts';

const HAS_CHANGES = 2;

export async function plan(host: Host, _words: readonly string[], options: Options): Promise<number> {
  // A minute of reading for a file that cannot be written would be lost.
  if (options.out !== undefined) outputFile(host, options.out);
  const config = await plannableConfig(host, options);
  if (config === undefined) return 1;
  const save = await savingTo(host, options);
  const base = await baseOf(host, config, options);
  const target = { declarations: config.value.declarations, options };
  const { value, diagnostics } = await connected(host, target, ({ identityCenter }) =>
    planned(host, { config, reader: identityCenter, options, asOf: host.now(), base }),
  );
  if (value === undefined) {
    printFindings(host, [...diagnostics, ...base.findings], new Map([...config.sources, ...base.sources]));
    return 1;
  }
  await printResult(host, { kind: 'plan', value: value.plan }, options.format, detailOf(options));
  await save(value.plan);
  if (isRefused(value.plan) || awaitsApproval(value.plan)) return 1;
  return options.detailedExitcode === true && value.plan.changes.length > 0 ? HAS_CHANGES : 0;
}

/** Before anything is read: a place that is refused should not cost a minute of reading. */
async function savingTo(host: Host, { out, dir }: Options): Promise<(made: Plan) => Promise<void>> {
  if (out === undefined) return async () => {};
  const file = path.resolve(host.cwd, out);
  await outsideConfig(file, { shown: out, config: path.resolve(host.cwd, dir), dir });
  return async (made) => writeText(host, out, await resultText(host, { kind: 'plan', value: made }, 'json'));
}
