// `access init`: a first config folder, the workflow of a CI, and code owners. What is there already is left as it is.
import path from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';
import { statOrdinary } from '../ordinary-file.ts';
import { mapping, yamlText } from '../source/edit.ts';
import type { Instance } from '../state/directory.ts';
import { RECIPES } from './ci-recipes.generated.ts';
import { connected } from './connecting.ts';
import { outputFile } from './files.ts';
import type { Host } from './host.ts';
import { ownerFor } from './import.ts';
import { CI_NAMES, type Ci, type Options } from './options.ts';
import { printResult } from './output.ts';
import { shownPath, type WrittenText, writeFiles } from './written.ts';

export async function init(host: Host, _words: readonly string[], options: Options): Promise<number> {
  const choices = await chosen(host, options);
  const wanted = [settingsFile(options, choices), ...workflows(choices), ...codeOwners(options, choices)];
  const files = wanted.filter(({ path: shown }) => statOrdinary(outputFile(host, shown)) === undefined);
  const isDry = options.dryRun === true;
  if (!isDry) writeFiles(host, files);
  const kept = wanted.filter((file) => !files.includes(file)).map(({ path: shown }) => shown);
  const summary = [
    files.length === 0
      ? 'Nothing to write: all of it is there.'
      : `${isDry ? 'Would write' : 'Wrote'} ${counted(files.length, 'file')}.`,
    ...(kept.length === 0 ? [] : [`Left as they are: ${kept.join(', ')}.`]),
    ...(choices.ci === 'none'
      ? []
      : ['Fill in what stands in `<…>` and the roles in the workflow: docs/ci.md says how.']),
  ].join(' ');
  await printResult(host, { kind: 'written files', value: { files, isDry, summary, next: nextCommands(options) } });
  return 0;
}

interface Choices {
  readonly owner: string;
  readonly region: string | undefined;
  readonly instanceArn: string | undefined;
  readonly ci: Ci;
  /** Who reviews, as CODEOWNERS names people and teams. */
  readonly codeowners: string | undefined;
}

const OWNER = /^[A-Za-z0-9_.:/=+\-@]{1,256}$/;

/** By the options, and on a terminal by a few questions for what they leave open. */
async function chosen(host: Host, options: Options): Promise<Choices> {
  const ask = async (question: string, standard: string): Promise<string> => {
    const answer = (await host.ask?.(standard === '' ? `${question} ` : `${question} [${standard}] `))?.trim();
    return answer === undefined || answer === '' ? standard : answer;
  };
  const owner =
    options.owner ?? (await ask('owner, the value of the tag access:owner?', await ownerFor(host, options)));
  if (!OWNER.test(owner)) throw usage(`\`${owner}\` is no value of a tag: letters, digits and _ . : / = + - @`);
  const ci = options.ci ?? (await ask(`CI, one of ${CI_NAMES.join(', ')}?`, 'github'));
  if (!isCi(ci)) throw usage(`there is no recipe for \`${ci}\`: ${CI_NAMES.join(', ')}`);
  const codeowners =
    options.codeowners ??
    (ci === 'none' || ci === 'azure-devops' ? '' : await ask('code owners, such as @orchard/identity?', ''));
  if (!/^(?:@\S+(?: @\S+)*)?$/.test(codeowners))
    throw usage(`\`${codeowners}\` are no code owners: write @team or @organization/team`);
  const instance = await instanceFor(host, options, ask);
  const region = options.region ?? instance?.region ?? host.env.AWS_REGION ?? host.env.AWS_DEFAULT_REGION;
  return { owner, region, instanceArn: instance?.arn, ci, codeowners: codeowners === '' ? undefined : codeowners };
}

const isCi = (text: string): text is Ci => CI_NAMES.some((name) => name === text);
const usage = (problem: string) => new AccessError(diagnose('cli/usage', { problem, verb: 'init' }));

/** Live is looked at where it was asked for: with --look-up or --sandbox, or by the answer to a question. */
async function instanceFor(
  host: Host,
  options: Options,
  ask: (question: string, standard: string) => Promise<string>,
): Promise<Instance | undefined> {
  const isAsked = options.lookUp === true || options.sandbox === true;
  if (
    !isAsked &&
    (host.ask === undefined ||
      !/^y(?:es)?$/i.test(await ask('look at Identity Center with your AWS credentials?', 'no')))
  )
    return undefined;
  const { instance } = await connected(host, { declarations: undefined, options }, ({ identityCenter }) =>
    identityCenter.readDirectory({ organizationalUnits: false, accountTags: false }),
  );
  return instance;
}

function settingsFile({ dir }: Options, { owner, region, instanceArn }: Choices): WrittenText {
  const identityCenter = mapping({ region, instanceArn, owner });
  const after = yamlText({
    entries: [
      {
        key: 'identityCenter',
        value: identityCenter,
        above: 'The Identity Center that these files describe. Only this file may hold settings.',
      },
    ],
  });
  return { path: shownPath(dir, 'access.yaml'), before: undefined, after };
}

export const WORKFLOWS: Readonly<Record<Ci, readonly string[]>> = {
  github: ['.github/workflows/access-plan.yml', '.github/workflows/access-apply.yml'],
  gitlab: ['.gitlab-ci.yml'],
  'azure-devops': ['azure-pipelines.yml'],
  none: [],
};

function workflows({ ci, region }: Choices): readonly WrittenText[] {
  return WORKFLOWS[ci].map((file) => {
    const text = RECIPES[file] ?? '';
    return { path: file, before: undefined, after: region === undefined ? text : text.replaceAll('eu-west-1', region) };
  });
}

const OWNERS_FILE: Readonly<Record<Ci, string | undefined>> = {
  github: '.github/CODEOWNERS',
  gitlab: '.gitlab/CODEOWNERS',
  'azure-devops': undefined,
  none: undefined,
};

/** Everything that decides what runs (docs/security.md, "Code owners"). */
function codeOwners({ dir }: Options, { ci, codeowners }: Choices): readonly WrittenText[] {
  const file = OWNERS_FILE[ci];
  if (codeowners === undefined || file === undefined) return [];
  const folder = path.normalize(dir).split(path.sep).join('/').replace(/\/$/, '');
  const owned = [
    `/${folder}/`,
    ...(ci === 'github' ? ['/.github/'] : ['/.gitlab/', '/.gitlab-ci.yml']),
    '/package.json',
    '/package-lock.json',
    '/.npmrc',
  ];
  return [{ path: file, before: undefined, after: owned.map((place) => `${place} ${codeowners}\n`).join('') }];
}

function nextCommands({ dir, sandbox }: Options): readonly string[] {
  const place = dir === 'access' ? '' : ` --dir ${dir}`;
  const where = sandbox === true ? `${place} --sandbox` : place;
  return [`access import${where} --dry-run`, `access validate${place}`, `access plan${where}`];
}
