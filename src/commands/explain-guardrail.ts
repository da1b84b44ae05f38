// `access explain <guardrail>`: a rule, everything in the files that breaks it, and what may come to.
import { compareText } from '../compare-text.ts';
import { check, offline } from '../compile.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { LoadedConfig } from '../gather.ts';
import { excessFinding } from '../guardrails/findings.ts';
import { judge } from '../guardrails/judge.ts';
import { groupsSeparated } from '../guardrails/separation.ts';
import { NO_HOLDINGS } from '../holdings/holdings.ts';
import { nameIn } from '../holdings/names.ts';
import { displayNamesIn, guardrailInputOf } from '../judge-files.ts';
import { judgeReach } from '../judge-reach.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { loadPolicyData } from '../policy-data.ts';
import { separationsOf } from '../query/report-people.ts';
import type { Results } from '../render/formats.ts';
import type { Questioned } from './explain-access.ts';
import type { Host } from './host.ts';
import { printFindings, printResult } from './output.ts';

/** `known`: of live, where somebody asked about it. */
export async function explainGuardrail(
  host: Host,
  id: string,
  { config, known }: { readonly config: LoadedConfig; readonly known?: Questioned | undefined },
): Promise<number> {
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
    value: {
      rule,
      violations,
      possible,
      input,
      displayNames: displayNamesIn(config.value),
      ...optional({ people: known && peopleOf(id, known) }),
    },
  });
  return left.length === 0 ? 0 : 1;
}

/** Who has both sides, by the rule as it is in the organization. Undefined: nobody has read who is in the groups. */
function peopleOf(id: string, { accesses, members, guardrails }: Questioned): Results['guardrail']['people'] {
  const rule = guardrails?.rules.find((each) => each.id === id);
  if (rule === undefined || members === undefined) return undefined;
  const ofRule = groupsSeparated({ rules: [rule] }, accesses);
  const unread = [...ofRule].filter((group) => members.ofGroups.get(group)?.read !== true);
  return {
    separations: separationsOf(rule, { accesses, members }),
    unread: unread.map((group) => nameIn(accesses.names.principals, group) ?? group).sort(compareText),
  };
}
