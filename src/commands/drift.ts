// `access drift`: what live has otherwise than the files say. Reads all of it, as `plan --audit` does, and writes nothing.
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { type Drift, driftOf } from '../drift/drift.ts';
import type { Results } from '../render/formats.ts';
import { connected } from './connecting.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';
import { plannableConfig, planned } from './planning.ts';

const HAS_DRIFT = 2;

export async function drift(host: Host, _words: readonly string[], options: Options): Promise<number> {
  const outcome = await driftOrFindings(host, options);
  if ('found' in outcome) {
    printFindings(host, outcome.found, outcome.sources);
    return 1;
  }
  await printResult(host, { kind: 'drift', value: outcome }, options.format);
  return outcome.items.length > 0 ? HAS_DRIFT : 0;
}

async function driftOrFindings(host: Host, options: Options): Promise<Drift | Results['findings']> {
  const config = await plannableConfig(host, options);
  const { sources } = config;
  if (hasErrors(config.diagnostics)) return { found: config.diagnostics, sources };
  const target = { declarations: config.value.declarations, options };
  const asked = { config, options: { ...options, audit: true }, asOf: host.now() };
  const { value, diagnostics } = await connected(host, target, ({ identityCenter }) =>
    planned(host, { ...asked, reader: identityCenter }),
  );
  return value === undefined ? { found: diagnostics, sources } : driftOf({ ...value, options: aboutTheSame(options) });
}

/** For commands to paste. */
function aboutTheSame({ dir, sandbox, sandboxState }: Options): readonly string[] {
  return [
    ...(dir === 'access' ? [] : ['--dir', dir]),
    ...(sandbox === true ? ['--sandbox'] : []),
    ...(sandboxState === undefined ? [] : ['--sandbox-state', sandboxState]),
  ];
}
