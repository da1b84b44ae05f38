// `access can <group|user|person|set> <action> [resource] [in account]`: may somebody do something, by the files alone, or in the organization as it is.
import { type Offline, offline } from '../compile.ts';
import { actionFindings } from '../decisions/actions.ts';
import { answer, subjectOf } from '../decisions/answer.ts';
import type { KnownKey } from '../decisions/question.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, hasErrors } from '../diagnostics/diagnostic.ts';
import { type LoadedConfig, loadConfig } from '../gather.ts';
import { displayNamesOf } from '../holdings/names.ts';
import { displayNamesIn } from '../judge-files.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { dataAgeFindings } from '../policy/catalogue/index.ts';
import { loadPolicyData } from '../policy-data.ts';
import { accessesOfFiles } from '../query/accesses.ts';
import { type Asked, heldIn } from '../query/held.ts';
import { type Known, namesNear, subjectsNamed } from '../query/subjects.ts';
import { inventoryOfOrganization } from '../resolve/inventory.ts';
import { accountsSelected } from '../resolve/selected-accounts.ts';
import { questioned } from './explain-access.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';

const NOT_ALLOWED = 2;

/** For all that one question asks the policy engine: somebody waits for the answer. */
const MOST_STEPS = 2_500_000;

export async function can(host: Host, words: readonly string[], options: Options): Promise<number> {
  const { who, action, resource, account } = readWords(words);
  const context = contextOf(options);
  const config = await loadConfig(options.dir, host.cwd);
  const files = offline(config.value, host.now());
  const { declared, grants } = files;
  // Of files with mistakes nobody can say what they grant.
  const findings = [...config.diagnostics, ...grants.findings];
  if (hasErrors(findings)) {
    printFindings(host, findings, config.sources);
    return 1;
  }
  const asked = await whatIsAsked(host, who, { config, files, options });
  if (asked === undefined) return 1;
  const { subject, known, inventory } = asked;
  const accounts = account === undefined ? undefined : accountsSelected(account, declared.declarations, inventory);
  const data = await loadPolicyData();
  const question = { actions: [action], resources: resource === undefined ? [] : [resource], context };
  const unknown = actionFindings(
    question.actions.map((value) => ({ value })),
    data.index,
  );
  printFindings(host, [...unknown, ...dataAgeFindings(data, host.now())]);
  const value = answer(subject, question, {
    files,
    ...heldIn(accounts, asked),
    meanings: meaningsOf(data, MOST_STEPS),
    displayNames: known.directory === undefined ? displayNamesIn(declared) : displayNamesOf(known.accesses.names),
  });
  await printResult(host, { kind: 'answer', value }, options.format);
  return options.detailedExitcode === true && value.verdict !== 'allowed' ? NOT_ALLOWED : 0;
}

interface AskedOf {
  readonly config: LoadedConfig;
  readonly files: Offline;
  readonly options: Options;
}

/** Undefined: the files do not fit what is live, and that was told. Throws an AccessError for what is nobody. */
async function whatIsAsked(host: Host, who: string, of: AskedOf): Promise<Asked | undefined> {
  const { config, files, options } = of;
  const { declarations } = config.value;
  const isLive = options.live !== undefined || options.sandbox === true;
  const known: Known | undefined = isLive
    ? await questioned(host, { dir: options.dir, config, asOf: files.asOf }, { words: [who], options })
    : { accesses: accessesOfFiles(files), declarations };
  if (known === undefined) return undefined;
  const { directory } = known;
  const inventory = directory === undefined ? files.inventory : inventoryOfOrganization(declarations, directory);
  if (!who.startsWith('person:')) return { subject: subjectOf(who, config.value), known, inventory };
  const [person, ...others] = subjectsNamed(who, known);
  if (others.length > 0) throw usage(`\`${who}\` means ${others.length + 1} people: ask about one`);
  if (person?.kind === 'person') return { subject: { kind: 'person', name: person.name }, person, known, inventory };
  const near = namesNear(who, known);
  throw new AccessError(
    known.members === undefined
      ? diagnose('cli/people-not-read', { word: who })
      : diagnose('name/unknown', { kind: 'person', name: who.replace(/^person:/, ''), nearest: near }),
  );
}

interface Words {
  readonly who: string;
  readonly action: string;
  readonly resource?: string;
  readonly account?: string;
}

function readWords([who = '', action = '', ...rest]: readonly string[]): Words {
  const [resource, ...others] = rest[0] === 'in' ? [undefined, ...rest] : rest;
  const [word, account, ...more] = others;
  if (!/^[\w*?-]+:[\w*?-]+$/.test(action)) throw usage(`\`${action}\` is not an action, such as \`s3:GetObject\``);
  if (resource !== undefined && resource !== '*' && !resource.startsWith('arn:'))
    throw usage(`\`${resource}\` is not an ARN, nor a pattern for one`);
  if (word !== undefined && (word !== 'in' || account === undefined || more.length > 0))
    throw usage('after the resource comes `in` and one account');
  return {
    who,
    action,
    ...(resource === undefined || resource === '*' ? {} : { resource }),
    ...optional({ account }),
  };
}

/** One of several values of a key, each given by an option of its own; and keys that are absent. */
function contextOf({ when = [], absent = [] }: Options): readonly KnownKey[] {
  const known = new Map<string, readonly string[]>();
  for (const text of when) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (key === undefined || value === undefined)
      throw usage(`\`--when ${text}\` is not a condition key and a value, such as \`aws:RequestedRegion=eu-west-1\``);
    known.set(key, [...(known.get(key) ?? []), value]);
  }
  for (const key of absent) {
    if (known.has(key)) throw usage(`\`${key}\` is given and absent`);
    known.set(key, []);
  }
  return [...known].map(([key, values]) => ({ key, values }));
}

const usage = (problem: string) => new AccessError(diagnose('cli/usage', { problem, verb: 'can' }));
