// `access profiles [who...]`: profiles of the AWS CLI for what the files grant. Needs no network and no credentials, and no login.
import path from 'node:path';
import { check, offline } from '../compile.ts';
import { type Subject, subjectOf } from '../decisions/answer.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';
import { type LoadedConfig, loadConfig } from '../gather.ts';
import { displayNamesIn } from '../judge-files.ts';
import { type NewFile, withBlock } from '../profiles/config-file.ts';
import {
  NAME_PARTS,
  type Profiles,
  profilesOf,
  type SsoSession,
  USUAL_NAME,
  unknownParts,
} from '../profiles/profiles.ts';
import { type Access, accessesOfFiles } from '../query/accesses.ts';
import { chosenBy } from '../query/choices.ts';
import { isOfSaml } from '../resolve/saml-roles.ts';
import { pairOfAssignment, targetOf } from '../state/state.ts';
import { missingOwner } from './declared-config.ts';
import { readHomeFile, writeHomeFile } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';

export async function profiles(host: Host, words: readonly string[], options: Options): Promise<number> {
  const template = templateOf(options);
  const regions = [...new Set((options.workRegion ?? []).map(regionOf))];
  const config = await loadConfig(options.dir, host.cwd);
  const files = offline(config.value, host.now());
  const ofFiles = [
    ...config.diagnostics,
    ...(await missingOwner(host, config, options.dir)),
    ...files.grants.findings,
    // What could not be judged without the organization has no profile, and is told.
    ...check(files).filter(({ code }) => code === 'account/no-inventory' || code === 'account/partial-inventory'),
  ];
  const { declared } = files;
  const subjects = words.map((word) => subjectOf(word, declared));
  const displayNames = displayNamesIn(declared);
  const accesses = accessesOfFiles(files);
  const { account, permissionSet } = options;
  const chosen = chosenBy({ account, permissionSet }, { accesses, declarations: declared.declarations });
  const asked = accesses.all.filter(
    (access) => chosen.has(access) && (subjects.length === 0 || subjects.some((subject) => isOf(subject, access))),
  );
  // The CLI signs in by Identity Center, and asks for the role of a permission set.
  const isForCli = (access: Access) =>
    targetOf(access.permissionSet) === 'identity-center' && !isOfSaml(access, files.samlTargets);
  const holdings = asked.filter(isForCli);
  const others = asked.filter((access) => !isForCli(access)).map(pairOfAssignment);
  const session = sessionOf(config, options);
  const found = [...ofFiles, ...session.findings];
  if (hasErrors(found) || session.value === undefined) {
    printFindings(host, found, config.sources);
    return 1;
  }
  const made = profilesOf({
    holdings,
    accountName: displayNames.account,
    session: session.value,
    template,
    regions,
  });
  printFindings(host, [...found, ...made.diagnostics], config.sources);
  if (hasErrors(made.diagnostics)) return 1;
  if (options.write === true || options.diff === true) return intoFile(host, made.value, { config, options });
  if (made.value.profiles.length > 0) await printResult(host, { kind: 'profiles', value: made.value });
  const roles = counted(new Set(others).size, 'role');
  const none = others.length === 0 ? '' : `; none for ${roles} of no permission set in Identity Center`;
  host.stderr.write(`${counted(made.value.profiles.length, 'profile')}${none}\n`);
  return 0;
}

function isOf(
  { kind, name }: Subject,
  { principal, permissionSet }: { readonly principal: { readonly id: string }; readonly permissionSet: string },
): boolean {
  return kind === 'permission-set' ? permissionSet === name : principal.id === name;
}

function sessionOf({ value: { declarations } }: LoadedConfig, options: Options) {
  const { startUrl, region, owner } = declarations.settings.identityCenter;
  const values = {
    name: options.session ?? owner?.value,
    startUrl: options.startUrl ?? startUrl?.value,
    region: options.region === undefined ? region?.value : regionOf(options.region),
  };
  const findings: readonly Diagnostic[] = [
    ...(values.startUrl === undefined ? [diagnose('profiles/no-start-url', {})] : []),
    ...(values.region === undefined ? [diagnose('profiles/no-region', {})] : []),
  ];
  // INVARIANT: files without an owner have an error.
  return { value: findings.length > 0 || values.name === undefined ? undefined : (values as SsoSession), findings };
}

function templateOf({ name = USUAL_NAME }: Options): string {
  const [unknown] = unknownParts(name);
  if (unknown === undefined) return name;
  const parts = NAME_PARTS.map((part) => `\`{${part}}\``).join(', ');
  throw usage(`\`{${unknown}}\` of \`--name\` is none of ${parts}`);
}

function regionOf(text: string): string {
  if (/^[a-z]{2,5}(?:-[a-z]+)+-\d+$/.test(text)) return text;
  throw usage(`\`${text}\` is not an AWS region, such as \`eu-west-1\``);
}

const usage = (problem: string) => new AccessError(diagnose('cli/usage', { problem, verb: 'profiles' }));

/** Prints what differs, and with --write writes it. */
async function intoFile(
  host: Host,
  made: Profiles,
  { config, options }: { readonly config: LoadedConfig; readonly options: Options },
): Promise<number> {
  const { file, shown } = configFileOf(host);
  const owner = config.value.declarations.settings.identityCenter.owner?.value ?? '';
  const isDry = options.write !== true;
  const written = await blockWritten({ file, shown, isDry }, (before) =>
    withBlock({ before, path: shown, owner, profiles: made }),
  );
  if (!('block' in written)) {
    printFindings(host, written);
    return 1;
  }
  const { block, isChanged } = written;
  const count = counted(made.profiles.length, 'profile');
  const done = isChanged
    ? `${isDry ? 'Would write' : 'Wrote'} ${count} of ${made.session.name}.`
    : `No changes: ${count}.`;
  const summary =
    isDry || made.profiles.length === 0
      ? done
      : `${done} One login serves all of them. The second command is for where there is no browser: it shows a code to type elsewhere.`;
  // Only what is ours is shown: the rest of the file may hold secrets.
  const change = { path: shown, before: block.before === '' ? undefined : block.before, after: block.after };
  const next = isDry || made.profiles.length === 0 ? [] : loginLines(made);
  await printResult(host, { kind: 'written files', value: { files: isChanged ? [change] : [], isDry, summary, next } });
  return 0;
}

/** Somebody else may write to the file at the same time: what they wrote is read again, and kept. */
const MOST_ATTEMPTS = 20;

async function blockWritten(
  { file, shown, isDry }: { readonly file: string; readonly shown: string; readonly isDry: boolean },
  make: (before: string) => NewFile | readonly Diagnostic[],
): Promise<(Pick<NewFile, 'block'> & { readonly isChanged: boolean }) | readonly Diagnostic[]> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const before = await readHomeFile(file, shown);
    const text = before?.toString('latin1') ?? '';
    const made = make(text);
    if (!('block' in made)) return made;
    const { block, after } = made;
    const isChanged = after !== text;
    if (isDry || !isChanged || (await writeHomeFile(file, shown, { before, after: Buffer.from(after, 'latin1') })))
      return { block, isChanged };
  }
  throw new AccessError(
    diagnose('cli/file', { doing: 'write', path: shown, reason: 'something else writes to it all the time' }),
  );
}

const loginLines = ({ session: { name } }: Profiles) => [
  `aws sso login --sso-session ${name}`,
  `aws sso login --sso-session ${name} --use-device-code`,
];

/** As the AWS CLI finds it. */
function configFileOf({ env, cwd }: Host): { readonly file: string; readonly shown: string } {
  const home = env.HOME || env.USERPROFILE;
  const shown = env.AWS_CONFIG_FILE || '~/.aws/config';
  const inHome = /^~[/\\](.*)$/s.exec(shown)?.[1];
  if (inHome === undefined) return { file: path.resolve(cwd, shown), shown };
  if (home === undefined || home === '')
    throw usage('neither `AWS_CONFIG_FILE` nor `HOME` says where the config file is');
  return { file: path.resolve(home, inHome), shown };
}
