// `access saml-roles`: what there is to do in Entra for accounts that are federated by SAML, as data and as files for whoever may write there. Microsoft Graph is
// read at most.
import { check, offline, samlInputsOf } from '../compile.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { withLevels } from '../diagnostics/levels.ts';
import { suggester } from '../diagnostics/suggest.ts';
import type { LoadedConfig } from '../gather.ts';
import { optional } from '../optional.ts';
import { federatedApplications } from '../resolve/saml-access.ts';
import type { FederatedApplication } from '../saml/application.ts';
import { readAppRoles } from '../saml/current.ts';
import { entraFiles, type EntraWork, entraWork, type EntraSide } from '../saml/entra-work.ts';
import { entraSideOf } from '../saml/entra-side.ts';
import { workFindings } from '../saml/work-findings.ts';
import { type EntraState, WHOLE_APPLICATION } from '../state/entra.ts';
import { connected } from './connecting.ts';
import { declaredConfig } from './declared-config.ts';
import { outputFile, readText, writeText } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';
import { shownPath } from './written.ts';

export async function samlRoles(host: Host, _words: readonly string[], options: Options): Promise<number> {
  const current =
    options.current === undefined ? undefined : readAppRoles(await readText(host, options.current, 'foreign'));
  if (current !== undefined && 'problem' in current)
    throw new AccessError(diagnose('saml-roles/current', { path: options.current!, problem: current.problem }));
  const config = await declaredConfig(host, options);
  const files = offline(config.value, host.now());
  const found = [...config.diagnostics, ...check(files)];
  if (hasErrors(found)) return refused(host, found, config);
  const applications = chosen(federatedApplications(samlInputsOf(files)), options);
  if (current !== undefined && applications.length > 1)
    throw usage('`--current` is of one application: name it with `--application`');
  const side = await sideIn(host, { applications, current, config, options });
  const works = applications.map((each) => entraWork(each, side(each)));
  const { settings } = config.value.declarations;
  const findings = [
    ...found.filter(({ code }) => code.startsWith('saml-roles/') || code.startsWith('account/')),
    ...withLevels(
      works.flatMap((work) => workFindings(work, { ...side(work.application), isWritten: options.to !== undefined })),
      settings.diagnostics,
    ),
  ];
  if (hasErrors(findings)) return refused(host, findings, config);
  printFindings(host, findings, config.sources);
  const written = options.to === undefined ? [] : writeWork(host, options.to, works);
  await printResult(host, { kind: 'entra work', value: { works, written } }, options.format);
  return 0;
}

function refused(host: Host, found: readonly Diagnostic[], { sources }: LoadedConfig): number {
  printFindings(host, found, sources);
  return 1;
}

function chosen(all: readonly FederatedApplication[], { application }: Options): readonly FederatedApplication[] {
  if (all.length === 0) throw new AccessError(diagnose('saml-roles/no-target', {}));
  if (application === undefined) return all;
  const found = all.filter(
    ({ name, servicePrincipalId }) => name === application || servicePrincipalId === application.toLowerCase(),
  );
  if (found.length > 0) return found;
  const nearest = suggester()(application, new Map(all.map((each) => [each.name, each])));
  throw new AccessError(diagnose('saml-roles/no-application', { word: application, nearest }));
}

interface Asking {
  readonly applications: readonly FederatedApplication[];
  readonly current: EntraSide | undefined;
  readonly config: LoadedConfig;
  readonly options: Options;
}

async function sideIn(
  host: Host,
  { applications, current, config, options }: Asking,
): Promise<(application: FederatedApplication) => EntraSide> {
  if (current !== undefined) return () => current;
  if (options.entra !== true) return () => ({});
  const ids = applications.flatMap(({ servicePrincipalId }) => servicePrincipalId ?? []);
  const { declarations } = config.value;
  const tenant = await connected(host, { declarations, options }, ({ entra }) =>
    entra.read({ applications: ids, details: WHOLE_APPLICATION, groups: [], names: [] }, host.signal),
  );
  return (application) => sideFrom(tenant, application);
}

function sideFrom(tenant: EntraState, application: FederatedApplication): EntraSide {
  const side = entraSideOf(tenant, application);
  if ('because' in side)
    throw new AccessError(
      diagnose('saml-roles/entra-unread', {
        application: application.name,
        reason: side.because,
        isNamed: application.servicePrincipalId !== undefined,
      }),
    );
  return side;
}

/** All of them are looked at before the first is written; what an earlier run has written is written over. */
function writeWork(host: Host, folder: string, works: readonly EntraWork[]): readonly string[] {
  const files = works.flatMap((work) =>
    entraFiles(work).map(({ name, text }) => ({ shown: shownPath(folder, `${work.application.name}/${name}`), text })),
  );
  for (const { shown } of files) outputFile(host, shown);
  for (const { shown, text } of files) writeText(host, shown, text);
  return files.map(({ shown }) => shown);
}

const usage = (problem: string): AccessError =>
  new AccessError(diagnose('cli/usage', { problem, ...optional({ verb: 'saml-roles' }) }));
