// `access plan`: gather, makePlan, render. Writes nothing but the file that --out names.
import path from 'node:path';
import { printable } from '../diagnostics/collector.ts';
import { AccessError, hasErrors } from '../diagnostics/diagnostic.ts';
import { awaitsApproval, isRefused } from '../plan/verdict.ts';
import type { Results } from '../render/formats.ts';
import { reading } from './connecting.ts';
import { declaredConfig } from './declared-config.ts';
import { outputFile, outsideConfig, writeText } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { detailOf, printFindings, printResult, resultText } from './output.ts';
import type { Planned } from './planning.ts';

const HAS_CHANGES = 2;

export async function plan(host: Host, _words: readonly string[], options: Options): Promise<number> {
  const save = await savingTo(host, options);
  const outcome = await planOrFindings(host, options).catch(async (error: unknown) => {
    if (error instanceof AccessError && !host.signal.aborted) {
      // What it says is lost if the file cannot be written; that it failed is what has to be said.
      await save({ kind: 'findings', value: { found: [error.diagnostic], sources: new Map() } }).catch(() => {});
    }
    throw error;
  });
  if ('found' in outcome) {
    printFindings(host, outcome.found, outcome.sources);
    await save({ kind: 'findings', value: { ...outcome, found: printable(outcome.found) } });
    return 1;
  }
  const { plan: value } = outcome;
  await printResult(host, { kind: 'plan', value }, options.format, detailOf(options));
  await save({ kind: 'plan', value });
  if (isRefused(value) || awaitsApproval(value)) return 1;
  return options.detailedExitcode === true && value.changes.length > 0 ? HAS_CHANGES : 0;
}

async function planOrFindings(host: Host, options: Options): Promise<Planned | Results['findings']> {
  const declared = await declaredConfig(host, options);
  const { sources } = declared;
  if (hasErrors(declared.diagnostics)) return { found: declared.diagnostics, sources };
  const target = { declarations: declared.value.declarations, options };
  return reading(host, target, async (source) => {
    // The network takes its time while policies are looked at, and all that planning takes is loaded; none of it before the first request has left.
    await source.reader.begin?.();
    const [{ lintedConfig, planned }, { baseOf }] = await Promise.all([import('./planning.ts'), import('./base.ts')]);
    const config = await lintedConfig(host, declared);
    if (hasErrors(config.diagnostics)) return { found: config.diagnostics, sources };
    const base = await baseOf(host, config, options);
    const { entra, ...live } = source;
    const asked = options.entra === true ? { entra } : {};
    const { value, diagnostics } = await planned(host, {
      config,
      ...live,
      ...asked,
      options,
      asOf: host.now(),
      base,
    });
    if (value !== undefined) return value;
    return { found: [...diagnostics, ...base.findings], sources: new Map([...sources, ...base.sources]) };
  });
}

/** The plan, or what stopped it. */
type Saved =
  | { readonly kind: 'plan'; readonly value: Results['plan'] }
  | { readonly kind: 'findings'; readonly value: Results['findings'] };

/** Before anything is read: a place that is refused should not cost a minute of reading. */
async function savingTo(host: Host, { out, dir }: Options): Promise<(saved: Saved) => Promise<void>> {
  if (out === undefined) return async () => {};
  const file = outputFile(host, out);
  await outsideConfig(file, { shown: out, config: path.resolve(host.cwd, dir), dir });
  return async (saved) =>
    writeText(
      host,
      out,
      await (saved.kind === 'plan' ? resultText(host, saved, 'json') : resultText(host, saved, 'json')),
    );
}
