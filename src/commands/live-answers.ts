// Who has what by the files and by live together, for questions. What is wrong with groups that nobody asks about is told, and hides no answer about others: a
// plan is made of all or nothing, and an answer is not.
import { type Compiled, compile, type Offline } from '../compile.ts';
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import type { Diagnostic, Phase } from '../diagnostics/diagnostic.ts';
import { preflightRole } from '../gather.ts';
import type { Instant } from '../instant.ts';
import { optional } from '../optional.ts';
import { rolesQuery, withRoles } from '../plan/preflight.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { type Accesses, accessesWithLive, type LiveSide, spansIn } from '../query/accesses.ts';
import { needsOf, scopeOf } from '../resolve/needs.ts';
import type { Span } from '../source/span.ts';
import { withSamlRoles } from '../state/live.ts';

export interface LiveAnswers extends LiveSide, Pick<Compiled, 'guardrails'> {
  readonly accesses: Accesses;
}

interface Asking {
  readonly asOf: Instant;
  /** Keys and names of groups that somebody asks about. */
  readonly names: readonly string[];
}

/** Without a value the findings say why. Else they are warnings, about groups that nobody asks about. */
export async function liveAnswers(
  files: Pick<Offline, 'declared' | 'asOf'>,
  reader: IdentityCenterReader,
  { asOf, names }: Asking,
): Promise<{ readonly value?: LiveAnswers; readonly findings: readonly Diagnostic[] }> {
  const { value, diagnostics } = await liveSide(files, reader, asOf);
  if (value === undefined || !concernsOnlyOthers(diagnostics, files.declared.declarations, names))
    return { findings: diagnostics };
  const read = await withRolesOfAccounts(reader, value, files);
  return { value: { ...value, ...read }, findings: diagnostics.filter(isError).map(asWarning) };
}

/** Whether every error is about a group or user, and none of these is among those that somebody asks about. */
export function concernsOnlyOthers(
  diagnostics: readonly Diagnostic[],
  declarations: Declarations,
  names: readonly string[],
): boolean {
  const { others, mistaken } = mistakenGroups(diagnostics, declarations);
  const isAskedAbout = (key: string) => names.some((name) => isCalled(declarations.groups.get(key)!, name));
  return !others && ![...mistaken].some(isAskedAbout);
}

/** Every pair is read: questions ask for what nobody granted. Undefined: nothing can be read for files like these. */
async function liveSide(
  { declared }: Pick<Offline, 'declared'>,
  reader: IdentityCenterReader,
  asOf: Instant,
): Promise<Phase<(LiveSide & Pick<Compiled, 'guardrails'>) | undefined>> {
  const { declarations } = declared;
  const owner = declarations.settings.identityCenter.owner?.value;
  const [directory, live] = await Promise.all([
    reader.readDirectory(needsOf(declarations)),
    owner === undefined ? undefined : reader.readState(scopeOf(declarations, { audit: true, owner })),
  ]);
  const { value: desired, guardrails, diagnostics } = compile(declared, directory, { asOf, allowed: {} });
  if (live === undefined) return { value: undefined, diagnostics };
  const known =
    desired?.samlRoles === undefined ? live : withSamlRoles(live, await reader.readSamlRoles?.(desired.samlRoles));
  return { value: { directory, live: known, ...optional({ guardrails }) }, diagnostics };
}

/** What roles allow that account access gives is in their accounts. Asked where there are any, and the files say by which role. */
async function withRolesOfAccounts(
  reader: IdentityCenterReader,
  { directory, live }: LiveSide,
  files: Pick<Offline, 'declared' | 'asOf'>,
): Promise<Pick<LiveSide, 'live'> & { readonly accesses: Accesses }> {
  const accesses = accessesWithLive(files, { directory, live });
  const { preflight } = files.declared.declarations.settings;
  const query = preflight && rolesQuery(preflightRole(preflight), accesses.all);
  if (query === undefined || query.accounts.length === 0) return { live, accesses };
  const accounts = await reader.readAccountPolicies?.(query);
  if (accounts === undefined) return { live, accesses };
  const known = withRoles(live, { accounts });
  return { live: known, accesses: accessesWithLive(files, { directory, live: known }) };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';
const asWarning = (finding: Diagnostic): Diagnostic => ({ ...finding, severity: 'warning' });

/** Keys of groups and users with an error, and whether there are errors about anything else. */
function mistakenGroups(
  diagnostics: readonly Diagnostic[],
  { groups }: Declarations,
): { readonly mistaken: ReadonlySet<string>; readonly others: boolean } {
  const mistaken = new Set<string>();
  let others = false;
  for (const { code, span } of diagnostics.filter(isError)) {
    const declaration = code.startsWith('group/') ? declarationAt(span, groups) : undefined;
    if (declaration === undefined) others = true;
    else mistaken.add(declaration.key.value);
  }
  return { mistaken, others };
}

function declarationAt(span: Span | undefined, groups: Declarations['groups']): GroupDeclaration | undefined {
  if (span === undefined) return undefined;
  return [...groups.values()].find((declaration) =>
    spansIn(declaration).some(({ file, start }) => file === span.file && start.offset === span.start.offset),
  );
}

const isCalled = ({ key, displayName }: GroupDeclaration, name: string): boolean =>
  key.value === name || displayName.value === name;
