// `access explain <what>`: who has access and why, the long form of a diagnostic, a guardrail and what breaks it, an attribute
// for access control, or the permission set behind a role.

import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { type LoadedConfig, loadConfig } from '../gather.ts';
import { optional } from '../optional.ts';
import type { NamedSubject } from '../query/subjects.ts';
import { reservedRoleIn } from '../state/reserved-role.ts';
import type { Questioned } from './explain-access.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printResult } from './output.ts';

export async function explain(host: Host, words: readonly string[], options: Options): Promise<number> {
  if (words.length === 0) return list(host, options);
  const others = words.filter((word) => isCode(word) || reservedRoleIn(word) !== undefined);
  for (const word of others) await explainOther(host, word, options);
  const names = words.filter((word) => !others.includes(word));
  return names.length === 0 ? 0 : explainNames(host, names, options);
}

/** Before the key of an attribute for access control. */
const ATTRIBUTE = 'attribute:';

/** Before the key or name of an application. */
const APPLICATION = 'application:';

const isCode = (word: string): word is Code => Object.hasOwn(RULES, word);

/** Codes and roles. */
async function explainOther(host: Host, word: string, options: Options): Promise<void> {
  onlyText(word, options);
  const role = reservedRoleIn(word);
  if (role === undefined) return printResult(host, { kind: 'explanation', value: word as Code });
  const { explainRole } = await import('./explain-role.ts');
  await explainRole(host, role, await loadConfig(options.dir, host.cwd));
}

function onlyText(word: string, { format = 'text' }: Options): void {
  if (format === 'text') return;
  const problem = `\`--format ${format}\` is for who has access: \`${word}\` is explained as text`;
  throw new AccessError(diagnose('cli/usage', { problem, verb: 'explain' }));
}

async function explainNames(host: Host, all: readonly string[], options: Options): Promise<number> {
  const { askedFiles, explainAccess, questioned } = await import('./explain-access.ts');
  const attributes = all.filter((word) => word.startsWith(ATTRIBUTE));
  const applications = all.filter((word) => word.startsWith(APPLICATION));
  const words = all.filter((word) => ![...attributes, ...applications].includes(word));
  for (const word of attributes) onlyText(word, options);
  const asked = await askedFiles(host, options).catch((error: unknown) => {
    throw mistypedCode(words, error) ?? error;
  });
  const guardrails = asked.config.value.declarations.settings.guardrails?.rules ?? new Map();
  const guardrailIn = (word: string) => {
    const id = word.replace(/^guardrail:/, '');
    return guardrails.has(id) ? id : undefined;
  };
  // A rule can be explained of files in which it is broken.
  const isOfRules = words.every((word) => guardrailIn(word) !== undefined && !isNamed(word, asked.config));
  if (attributes.length + applications.length === 0 && isOfRules) {
    const isLive = options.live !== undefined || options.sandbox === true;
    // Rules about people are about who is in the groups.
    const known = isLive
      ? await questioned(host, asked, { words: [], options: { ...options, members: true } })
      : undefined;
    if (isLive && known === undefined) return 1;
    const ids = words.map((word) => guardrailIn(word)!);
    return explainGuardrails(host, ids, { config: asked.config, known, options });
  }
  const known = await questioned(host, asked, { words, options });
  if (known === undefined) return 1;
  const { namesNear, subjectsNamed, wordFor } = await import('../query/subjects.ts');
  const subjects = new Map<string, NamedSubject>();
  const rules: string[] = [];
  for (const word of words) {
    const found = subjectsNamed(word, known);
    const rule = guardrailIn(word);
    if (rule !== undefined && found.length > 0) throw ambiguous(word, found.slice(0, 3).map(wordFor));
    if (rule === undefined && found.length === 0) {
      if (word.startsWith('person:') && known.members === undefined)
        throw new AccessError(diagnose('cli/people-not-read', { word }));
      const codes = [...Object.keys(RULES), ...guardrails.keys()];
      const near = [...new Set([...namesNear(word, known), ...nearest(word, codes)])].slice(0, 3);
      throw new AccessError(diagnose('cli/unknown-code', { code: word, nearest: near }));
    }
    if (rule !== undefined) rules.push(rule);
    for (const subject of found) subjects.set(`${subject.kind} ${subject.id}`, subject);
  }
  if (attributes.length > 0) {
    const { explainAttributes } = await import('./explain-attribute.ts');
    const keys = attributes.map((word) => word.slice(ATTRIBUTE.length));
    await explainAttributes(host, keys, known);
  }
  const exitCode = await explainGuardrails(host, rules, { config: asked.config, known, options });
  const { applicationsAsked, applicationsExplained } = await import('./explain-application.ts');
  const inFull = applicationsAsked(
    applications.map((word) => word.slice(APPLICATION.length)),
    known,
  );
  if (subjects.size + inFull.length === 0) return exitCode;
  const about = [...subjects.values()];
  const explained = await explainAccess(host, about, { known, withPeople: options.members === true });
  const value = { ...explained, applications: applicationsExplained(inFull, about, known) };
  await printResult(host, { kind: 'explained', value }, options.format);
  return exitCode;
}

async function explainGuardrails(
  host: Host,
  ids: readonly string[],
  {
    config,
    known,
    options,
  }: { readonly config: LoadedConfig; readonly known: Questioned | undefined; readonly options: Options },
): Promise<number> {
  let exitCode = 0;
  for (const id of ids) {
    onlyText(id, options);
    const { explainGuardrail } = await import('./explain-guardrail.ts');
    exitCode = Math.max(exitCode, await explainGuardrail(host, id, { config, known }));
  }
  return exitCode;
}

/** Whether the files declare something else of this name. */
function isNamed(word: string, { value: { declarations } }: LoadedConfig): boolean {
  const { groups, permissionSets, accounts } = declarations;
  return groups.has(word) || permissionSets.has(word) || accounts.has(word);
}

function ambiguous(word: string, others: readonly string[]): AccessError {
  return new AccessError(diagnose('cli/ambiguous-subject', { name: word, words: [`guardrail:${word}`, ...others] }));
}

/** Files that cannot be read are told of, unless a word looks like a mistyped code. */
function mistypedCode(words: readonly string[], error: unknown): AccessError | undefined {
  const word = words.find((each) => each.includes('/') && nearest(each, Object.keys(RULES)).length > 0);
  if (word === undefined || !(error instanceof AccessError)) return undefined;
  return new AccessError(diagnose('cli/unknown-code', { code: word, nearest: nearest(word, Object.keys(RULES)) }));
}

/** What there is, where there are files that can be read: codes are explained anywhere. */
async function list(host: Host, { dir }: Options): Promise<number> {
  const config = await loadConfig(dir, host.cwd).catch((error: unknown) => {
    if (error instanceof AccessError) return undefined;
    throw error;
  });
  const declarations = config?.value.declarations;
  const rules = declarations?.settings.guardrails?.rules.values() ?? [];
  const guardrails = [...rules].map(({ id, title }) => ({ id: id.value, ...optional({ title }) }));
  const groups = [...(declarations?.groups.values() ?? [])];
  const attributes = declarations?.settings.accessControlAttributes ?? [];
  const keysOf = (kind: 'group' | 'user') => groups.filter((each) => each.kind === kind).map(({ key }) => key.value);
  const kinds = [
    { kind: 'group', names: keysOf('group') },
    { kind: 'user', names: keysOf('user') },
    { kind: 'account', names: [...(declarations?.accounts.keys() ?? [])] },
    { kind: 'permission set', names: [...(declarations?.permissionSets.keys() ?? [])] },
    { kind: 'role', names: [...new Set(declarations?.grants.flatMap(({ roles }) => roles.map(({ value }) => value)))] },
    { kind: 'application', names: [...(declarations?.applications.keys() ?? [])].map((key) => `${APPLICATION}${key}`) },
    { kind: 'attribute', names: attributes.map(({ key }) => `${ATTRIBUTE}${key.value}`) },
    { kind: 'guardrail', names: guardrails.map(({ id }) => id) },
  ];
  const counts = kinds.flatMap(({ kind, names: [example, ...more] }) =>
    example === undefined ? [] : [{ kind, count: more.length + 1, example }],
  );
  await printResult(host, { kind: 'explanations', value: { guardrails, counts } });
  return 0;
}
