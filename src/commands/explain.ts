// `access explain <code>`: the long form of a diagnostic.
import { AccessError } from '../diagnostics/diagnostic.ts';
import type { Rule } from '../diagnostics/rule.ts';
import { diagnose, RULES } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Host } from './host.ts';

export async function explain(host: Host, code = ''): Promise<number> {
  if (!Object.hasOwn(RULES, code))
    throw new AccessError(diagnose('cli/unknown-code', { code, nearest: nearest(code, Object.keys(RULES)) }));
  const { severity, title, explanation } = RULES[code as keyof typeof RULES] as unknown as Rule<never>;
  host.stdout.write(`${severity}[${code}]: ${title}\n\n${explanation}\n`);
  return 0;
}
