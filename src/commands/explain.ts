// `access explain <code, guardrail or role>`: the long form of a diagnostic, a guardrail and what breaks it, or the permission set behind a role.

import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { type LoadedConfig, loadConfig } from '../gather.ts';
import { optional } from '../optional.ts';
import { reservedRoleIn } from '../state/reserved-role.ts';
import { explainGuardrail } from './explain-guardrail.ts';
import { explainRole } from './explain-role.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printResult } from './output.ts';

export async function explain(host: Host, [word]: readonly string[], { dir }: Options): Promise<number> {
  if (word === undefined) return list(host, dir);
  if (Object.hasOwn(RULES, word)) {
    await printResult(host, { kind: 'explanation', value: word as Code });
    return 0;
  }
  const role = reservedRoleIn(word);
  if (role !== undefined) return explainRole(host, role, await loadConfig(dir, host.cwd));
  const config = await configFor(host, word, dir);
  const guardrails = config?.value.declarations.settings.guardrails;
  if (config !== undefined && guardrails?.rules.has(word)) return explainGuardrail(host, word, config);
  const known = [...Object.keys(RULES), ...(guardrails?.rules.keys() ?? [])];
  throw new AccessError(diagnose('cli/unknown-code', { code: word, nearest: nearest(word, known) }));
}

/** Guardrails, where there are files that can be read: codes are explained anywhere. */
async function list(host: Host, dir: string): Promise<number> {
  const config = await loadConfig(dir, host.cwd).catch((error: unknown) => {
    if (error instanceof AccessError) return undefined;
    throw error;
  });
  const rules = config?.value.declarations.settings.guardrails?.rules.values() ?? [];
  const guardrails = [...rules].map(({ id, title }) => ({ id: id.value, ...optional({ title }) }));
  await printResult(host, { kind: 'explanations', value: { guardrails } });
  return 0;
}

/** Codes have a `/`, ids of guardrails have none. Files that cannot be read are told of, unless the word looks like a mistyped code. */
async function configFor(host: Host, word: string, dir: string): Promise<LoadedConfig | undefined> {
  if (word.includes('/')) return undefined;
  try {
    return await loadConfig(dir, host.cwd);
  } catch (error) {
    if (error instanceof AccessError && nearest(word, Object.keys(RULES)).length > 0) return undefined;
    throw error;
  }
}
