// What GitHub's code scanning asks of a SARIF file: "SARIF support for code scanning" and "SARIF results exceed one or more limits" of its documentation, and what its
// upload action refuses (github/codeql-action, src/upload-lib.ts). Only what GitHub reads is looked at.

const LEVELS = ['note', 'warning', 'error', 'none'];
const LIMITS = { bytes: 10_000_000, runs: 20, results: 5_000, rules: 25_000, related: 100, tags: 10, text: 1_024 };

/** What may be there; nothing is sure. */
interface Log {
  readonly $schema?: unknown;
  readonly version?: unknown;
  readonly runs?: readonly Run[];
}
interface Run {
  readonly tool?: { readonly driver?: { readonly name?: unknown; readonly rules?: readonly Rule[] } };
  readonly automationDetails?: { readonly id?: string };
  readonly results?: readonly Result[];
}
interface Text {
  readonly text?: unknown;
  readonly markdown?: unknown;
}
interface Rule {
  readonly id?: unknown;
  readonly shortDescription?: Text;
  readonly fullDescription?: Text;
  readonly help?: Text;
  readonly defaultConfiguration?: { readonly level?: string };
  readonly properties?: { readonly tags?: readonly string[]; readonly 'problem.severity'?: string };
}
interface Result {
  readonly ruleId?: string;
  readonly ruleIndex?: number;
  readonly level?: string;
  readonly message?: Text;
  readonly locations?: readonly Location[];
  readonly relatedLocations?: readonly Location[];
  readonly partialFingerprints?: Readonly<Record<string, unknown>>;
}
interface Location {
  readonly physicalLocation?: {
    readonly artifactLocation?: { readonly uri?: unknown };
    readonly region?: Readonly<Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', unknown>>;
  };
}

/** What GitHub would not take, or not show; empty for a good file. */
export function githubProblems(text: string): readonly string[] {
  const problems: string[] = [];
  const must = (condition: boolean, problem: string) => void (condition || problems.push(problem));
  // Compressed it is smaller.
  must(Buffer.byteLength(text) <= LIMITS.bytes, 'more than 10 MB');
  const log: Log = JSON.parse(text);
  must(log.version === '2.1.0', 'version is not 2.1.0');
  must(typeof log.$schema === 'string', 'no $schema');
  const runs = log.runs ?? [];
  must(Array.isArray(runs) && runs.length > 0 && runs.length <= LIMITS.runs, 'no or too many runs');
  for (const run of runs) {
    const driver = run.tool?.driver;
    must(isText(driver?.name), 'a tool without a name');
    const rules = driver?.rules ?? [];
    must(rules.length <= LIMITS.rules, 'too many rules');
    must(new Set(rules.map(({ id }) => id)).size === rules.length, 'two rules with one id');
    must(/^(?:[^/]+\/)+$/.test(run.automationDetails?.id ?? ''), 'no category');
    for (const rule of rules) problems.push(...ruleProblems(rule));
    const { results } = run;
    must(Array.isArray(results) && results.length <= LIMITS.results, 'no or too many results');
    for (const result of results ?? []) {
      const rule = rules[result.ruleIndex ?? -1];
      must(rule !== undefined && rule.id === result.ruleId, `rule ${result.ruleId} is not where its index says`);
      problems.push(...resultProblems(result));
    }
  }
  return problems;
}

function ruleProblems(rule: Rule): readonly string[] {
  const { id, shortDescription, fullDescription, help, defaultConfiguration, properties } = rule;
  const fits = (text: unknown) => isText(text) && text.length <= LIMITS.text;
  return [
    ...(isText(id) ? [] : ['a rule without an id']),
    ...(fits(shortDescription?.text) ? [] : [`${id}: short description`]),
    ...(fits(fullDescription?.text) ? [] : [`${id}: full description`]),
    ...(isText(help?.text) && isText(help?.markdown) ? [] : [`${id}: help`]),
    ...(LEVELS.includes(defaultConfiguration?.level ?? '') ? [] : [`${id}: level`]),
    ...((properties?.tags?.length ?? 0) <= LIMITS.tags ? [] : [`${id}: tags`]),
    ...(['error', 'warning', 'recommendation'].includes(properties?.['problem.severity'] ?? '')
      ? []
      : [`${id}: problem.severity`]),
  ];
}

function resultProblems({
  ruleId,
  level,
  message,
  locations,
  relatedLocations,
  partialFingerprints,
}: Result): readonly string[] {
  const fingerprints = Object.entries(partialFingerprints ?? {});
  return [
    ...(LEVELS.includes(level ?? '') ? [] : [`${ruleId}: level`]),
    ...(isText(message?.text) ? [] : [`${ruleId}: no message`]),
    ...(locations?.length === 1 ? [] : [`${ruleId}: not one location`]),
    ...[...(locations ?? []), ...(relatedLocations ?? [])].flatMap((location) =>
      placeProblems(String(ruleId), location),
    ),
    ...((relatedLocations?.length ?? 0) <= LIMITS.related ? [] : [`${ruleId}: related locations`]),
    ...(fingerprints.length > 0 && fingerprints.every(([, text]) => isText(text)) ? [] : [`${ruleId}: fingerprints`]),
  ];
}

function placeProblems(ruleId: string, location: Location): readonly string[] {
  const { artifactLocation, region } = location.physicalLocation ?? {};
  const uri: unknown = artifactLocation?.uri;
  if (!isText(uri)) return [`${ruleId}: no uri`];
  const { startLine, startColumn, endLine, endColumn } = region ?? {};
  const numbers = [startLine, startColumn, endLine ?? startLine, endColumn ?? startColumn];
  return [
    ...(isRelative(uri) ? [] : [`${ruleId}: uri ${uri}`]),
    ...(numbers.every((number) => Number.isInteger(number) && Number(number) >= 1) ? [] : [`${ruleId}: region`]),
    // A pull request shows a finding only where it changes every line of the region.
    ...(endLine === undefined || endLine === startLine ? [] : [`${ruleId}: region of several lines`]),
    ...(Number(numbers[3]) >= Number(startColumn) ? [] : [`${ruleId}: region ends before it begins`]),
  ];
}

function isRelative(uri: string): boolean {
  if (!/^(?:[A-Za-z0-9\-._~!$&'()*+,;=@]|%[0-9A-F]{2})(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})*$/.test(uri))
    return false;
  return !uri.split('/').includes('..');
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
