// `access validate`: everything that can be found without a network.
import path from 'node:path';
import { check, type Declared, type Offline, offline } from '../compile.ts';
import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { withLevels } from '../diagnostics/levels.ts';
import { loadConfig } from '../gather.ts';
import { judgeFiles } from '../judge-files.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { loadPolicyData } from '../policy-data.ts';
import { allowancesAt } from '../resolve/allowances.ts';
import { reviewFindings } from '../review/findings.ts';
import { reviewOf } from '../review/review.ts';
import { limitsOf } from '../state/allowance.ts';
import { allowedBy } from './allow.ts';
import { type Base, baseOf } from './base.ts';
import type { Host } from './host.ts';
import { lintConfig } from './lint-config.ts';
import type { Options } from './options.ts';
import { printFound } from './output.ts';
import { missingOwner } from './planning.ts';

export async function validate(host: Host, _words: readonly string[], options: Options): Promise<number> {
  const config = await loadConfig(options.dir, host.cwd);
  const base = await baseOf(host, config, options);
  const asOf = host.now();
  const files = offline(config.value, asOf);
  const linted = await lintConfig(files);
  const owner = await missingOwner(host, config, options.dir);
  const findings = [...config.diagnostics, ...owner, ...check(files), ...linted];
  const guardrailFindings = hasErrors(findings) ? [] : await evaluateGuardrails({ files, base, options });
  const reviewed = base.before === undefined || base.isEmpty === true ? [] : await reviewFindingsOf(files, base.before);
  const found = sortDiagnostics([...findings, ...guardrailFindings, ...base.findings, ...reviewed]);
  const sources = new Map([...config.sources, ...base.sources]);
  await printFound(host, { found, sources }, { format: options.format, about: aboutFolder(host, options) });
  return hasErrors(found) ? 1 : 0;
}

/** What is about no file is about the settings. */
function aboutFolder({ cwd }: Host, { dir, base }: Options) {
  const subject = path.join(path.relative(cwd, path.resolve(cwd, dir)), 'access.yaml');
  return { command: 'validate', subject, ...(base === undefined ? {} : { past: `${base}:` }) } as const;
}

/** What the files change beside settings, by the levels of the base: no change silences the report of itself. */
async function reviewFindingsOf(
  { declared, inventory, asOf }: Offline,
  before: Declared,
): Promise<readonly Diagnostic[]> {
  const was = { declarations: before.declarations, inventory: offline(before, asOf).inventory };
  const review = reviewOf(was, { declarations: declared.declarations, inventory }, { asOf });
  if (review.identities.length + review.grants.length === 0) return [];
  const { isAdministrator } = meaningsOf(await loadPolicyData(), MOST_STEPS);
  const found = reviewFindings(review, (name) => {
    const set = declared.definitions.get(name) ?? before.definitions.get(name);
    return set !== undefined && isAdministrator(set);
  });
  return withLevels(found, before.declarations.settings.diagnostics);
}

interface Validated {
  readonly files: Offline;
  readonly base: Base;
  readonly options: Options;
}

/** For all questions to the policy engine: a folder is validated while somebody waits. */
const MOST_STEPS = 6_000_000;

/** Files with an error are not judged: what is missing from them would look like less access. */
async function evaluateGuardrails({ files, base, options }: Validated): Promise<readonly Diagnostic[]> {
  const { declared, asOf } = files;
  if (declared.declarations.settings.guardrails === undefined) return [];
  const allowed = limitsOf([...allowedBy(options.allow), ...allowancesAt(declared.declarations, asOf)]);
  const meanings = meaningsOf(await loadPolicyData(), MOST_STEPS);
  const before = base.before && offline(base.before, asOf);
  return judgeFiles(files, { meanings, allowed, ...(before === undefined ? {} : { before }) });
}
