// `access explain <guardrail>`: a rule, everything in the files that breaks it, and what may come to.
import { check, offline } from '../compile.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { LoadedConfig } from '../gather.ts';
import { excessFinding } from '../guardrails/findings.ts';
import { judge } from '../guardrails/judge.ts';
import { NO_HOLDINGS } from '../holdings/holdings.ts';
import { displayNamesIn, guardrailInputOf } from '../judge-files.ts';
import { judgeReach } from '../judge-reach.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { loadPolicyData } from '../policy-data.ts';
import type { Host } from './host.ts';
import { printFindings, printResult } from './output.ts';

export async function explainGuardrail(host: Host, id: string, config: LoadedConfig): Promise<number> {
  const files = offline(config.value, host.now());
  const findings = [...config.diagnostics, ...check(files)];
  const meanings = meaningsOf(await loadPolicyData());
  const input = hasErrors(findings) ? undefined : guardrailInputOf(files, { meanings });
  const rule = input?.guardrails.rules.find((candidate) => candidate.id === id);
  if (input === undefined || rule === undefined) {
    printFindings(host, findings, config.sources);
    return 1;
  }
  // Without anything before, a rule on change is about everything there is.
  const only = { ...input.guardrails, rules: [rule] };
  const { violations, excess } = judge({
    ...input,
    guardrails: only,
    ...(rule.on === 'change' ? { before: NO_HOLDINGS } : {}),
  });
  const { declarations, definitions } = config.value;
  const version = { declarations, inventory: files.inventory };
  const { possible, excesses } = judgeReach(version, { definitions, meanings, asOf: files.asOf, only: id });
  const left = [...(excess === undefined ? [] : [excess]), ...excesses].map((each) => excessFinding(each, {}));
  printFindings(host, left, config.sources);
  await printResult(host, {
    kind: 'guardrail',
    value: { rule, violations, possible, input, displayNames: displayNamesIn(config.value) },
  });
  return left.length === 0 ? 0 : 1;
}
