// `access explain <code or guardrail>`: the long form of a diagnostic, or a guardrail and what breaks it.
import { AccessError } from '../diagnostics/diagnostic.ts';
import type { Rule } from '../diagnostics/rule.ts';
import { diagnose, RULES } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { explainGuardrail, guardrailsIn } from './explain-guardrail.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';

export async function explain(host: Host, [word = '']: readonly string[], { dir }: Options): Promise<number> {
  if (Object.hasOwn(RULES, word)) return explainCode(host, word as keyof typeof RULES);
  // Codes have a `/`, ids of guardrails have none.
  const config = word.includes('/') ? undefined : await guardrailsIn(host, dir);
  const guardrails = config?.value.declarations.settings.guardrails;
  if (config !== undefined && guardrails?.rules.has(word)) return explainGuardrail(host, word, config);
  const known = [...Object.keys(RULES), ...(guardrails?.rules.keys() ?? [])];
  throw new AccessError(diagnose('cli/unknown-code', { code: word, nearest: nearest(word, known) }));
}

function explainCode(host: Host, code: keyof typeof RULES): number {
  const { severity, title, explanation } = RULES[code] as unknown as Rule<never>;
  host.stdout.write(`${severity}[${code}]: ${title}\n\n${explanation}\n`);
  return 0;
}
