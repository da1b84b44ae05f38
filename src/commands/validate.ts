// `access validate`: everything that can be found without a network.
import path from 'node:path';
import { check, type Offline, offline } from '../compile.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { withLevels } from '../diagnostics/levels.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { counted } from '../diagnostics/wording.ts';
import { type LoadedConfig, loadConfig } from '../gather.ts';
import { judgeFiles } from '../judge-files.ts';
import { isInside } from '../load.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { loadPolicyData } from '../policy-data.ts';
import { severityWords } from '../render/formats.ts';
import { allowancesAt } from '../resolve/allowances.ts';
import { reviewFindings } from '../review/findings.ts';
import { reviewOf } from '../review/review.ts';
import { limitsOf } from '../state/allowance.ts';
import { allowedBy } from './allow.ts';
import { baseOf } from './base.ts';
import { missingOwner } from './declared-config.ts';
import type { Host } from './host.ts';
import { lintConfig } from './lint-config.ts';
import type { Options } from './options.ts';
import { printFound } from './output.ts';

/** `words`: files and folders of the config folder, whose findings are reported; everything is checked in any case. */
export async function validate(host: Host, words: readonly string[], options: Options): Promise<number> {
  const config = await loadConfig(options.dir, host.cwd);
  const base = await baseOf(host, config, options);
  const asOf = host.now();
  const files = offline(config.value, asOf);
  const before = base.before === config.value ? files : base.before && offline(base.before, asOf);
  const linted = await lintConfig(files);
  const owner = await missingOwner(host, config, options.dir);
  const findings = [...config.diagnostics, ...owner, ...check(files), ...linted];
  const guardrailFindings = hasErrors(findings) ? [] : await evaluateGuardrails({ files, before, options });
  // Of files with an error there is no telling what they reach.
  const isComparable = base.isEmpty !== true && !hasErrors(findings);
  const reviewed = before !== undefined && isComparable ? await reviewFindingsOf(files, before) : [];
  const found = sortDiagnostics([...findings, ...guardrailFindings, ...base.findings, ...reviewed]);
  const sources = new Map([...config.sources, ...base.sources]);
  const { shown, others, files: count } = partOf(found, { host, words, options, config });
  const checked = counted(count, 'file');
  await printFound(
    host,
    { found: shown, sources },
    { format: options.format, about: aboutFolder(host, options), checked },
  );
  if (others.length > 0) host.stderr.write(`elsewhere in \`${options.dir}\`: ${severityWords(others)}\n`);
  return hasErrors(shown) ? 1 : 0;
}

interface Part {
  readonly shown: readonly Diagnostic[];
  readonly others: readonly Diagnostic[];
  /** How many files they are about. */
  readonly files: number;
}

interface Asked {
  readonly host: Host;
  readonly words: readonly string[];
  readonly options: Options;
  readonly config: LoadedConfig;
}

/** What is about the files that were named, by itself or by another place that it shows; all of it when none was. Throws an AccessError for what is no file of the folder. */
function partOf(found: readonly Diagnostic[], { host: { cwd }, words, options: { dir }, config }: Asked): Part {
  const files = config.files.map((file) => file.path);
  if (words.length === 0) return { shown: found, others: [], files: files.length };
  // Files that cannot be read are told of by a finding.
  const known = [...new Set([...files, ...found.flatMap(({ span }) => span?.file ?? [])])];
  const named = words.map((word) => {
    const place = path.relative(cwd, path.resolve(cwd, word));
    const within = known.filter((file) => file === place || place === '' || file.startsWith(`${place}${path.sep}`));
    if (within.length > 0) return within;
    const why = isInside(path.resolve(cwd, dir), path.resolve(cwd, word)) ? 'missing' : 'outside';
    throw new AccessError(diagnose('cli/not-a-config-file', { path: word, dir, why, nearest: nearest(place, files) }));
  });
  const chosen = new Set(named.flat());
  const isAbout = ({ span, labels = [] }: Diagnostic) =>
    [span, ...labels.map((label) => label.span)].some((place) => place !== undefined && chosen.has(place.file));
  return { shown: found.filter(isAbout), others: found.filter((finding) => !isAbout(finding)), files: chosen.size };
}

/** What is about no file is about the settings. */
function aboutFolder({ cwd }: Host, { dir, base }: Options) {
  const subject = path.join(path.relative(cwd, path.resolve(cwd, dir)), 'access.yaml');
  return { command: 'validate', subject, ...(base === undefined ? {} : { past: `${base}:` }) } as const;
}

/** What the files change beside settings, by the levels of the base: no change silences the report of itself. */
async function reviewFindingsOf(
  { declared, inventory, asOf }: Offline,
  { declared: before, inventory: inventoryBefore }: Offline,
): Promise<readonly Diagnostic[]> {
  const was = { declarations: before.declarations, inventory: inventoryBefore };
  const review = reviewOf(was, { declarations: declared.declarations, inventory }, { asOf });
  // Only of grants is it asked what sets allow.
  const meanings = review.grants.length === 0 ? undefined : meaningsOf(await loadPolicyData(), MOST_STEPS);
  const found = reviewFindings(review, (name) => {
    const set = declared.definitions.get(name) ?? before.definitions.get(name);
    return set !== undefined && meanings?.isAdministrator(set) === true;
  });
  return withLevels(found, before.declarations.settings.diagnostics);
}

interface Validated {
  readonly files: Offline;
  readonly before: Offline | undefined;
  readonly options: Options;
}

/** For all questions to the policy engine: a folder is validated while somebody waits. */
const MOST_STEPS = 6_000_000;

/** Files with an error are not judged: what is missing from them would look like less access. */
async function evaluateGuardrails({ files, before, options }: Validated): Promise<readonly Diagnostic[]> {
  const { declared, asOf } = files;
  if (declared.declarations.settings.guardrails === undefined) return [];
  const allowed = limitsOf([...allowedBy(options.allow), ...allowancesAt(declared.declarations, asOf)]);
  const meanings = meaningsOf(await loadPolicyData(), MOST_STEPS);
  return judgeFiles(files, { meanings, allowed, ...optional({ before }) });
}
