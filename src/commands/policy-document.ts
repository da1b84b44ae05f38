// A policy as the command line names it: a file, or an AWS managed policy.
import { statSync } from 'node:fs';
import path from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { PolicyKind } from '../meaning/policy-kinds.ts';
import type { ManagedPolicies, ManagedPolicy } from '../policy/catalogue/index.ts';
import {
  type PolicyParse,
  parseLocatedPolicy,
  parsePolicy,
  readableFindings,
  resourceControlFindings,
  serviceControlFindings,
  withoutPrincipals,
} from '../policy/language/index.ts';
import { loadManagedPolicies } from '../policy-data.ts';
import { linesOf } from '../source/lines.ts';
import { parse } from '../source/parse.ts';
import type { Value } from '../source/value.ts';
import { inputText, readText } from './files.ts';
import type { Host } from './host.ts';

export interface PolicyDocument {
  /** The path as given, or path and name of the AWS managed policy. */
  readonly name: string;
  /** Absent after errors. */
  readonly parse?: PolicyParse;
  /** Of the file's syntax. */
  readonly diagnostics: readonly Diagnostic[];
  /** Text of the file, for excerpts; none of an AWS managed policy. */
  readonly sources: ReadonlyMap<string, string>;
  /** The AWS managed policy that it is. */
  readonly managed?: ManagedPolicy;
}

/** The policies of a command line, in its order. Standard input is `-`, and is read once. */
export async function policyDocuments(
  host: Host,
  words: readonly string[],
  kind: PolicyKind = 'identity',
): Promise<readonly PolicyDocument[]> {
  if (words.filter((word) => word === STANDARD_INPUT).length > 1)
    throw new AccessError(diagnose('cli/usage', { problem: 'standard input can be given once only' }));
  return Promise.all(words.map((word) => policyDocument(host, word, kind)));
}

const STANDARD_INPUT = '-';

/** What exists as a file, or ends like one, is a file. Throws an AccessError for what is neither file nor policy. */
async function policyDocument(host: Host, word: string, kind: PolicyKind): Promise<PolicyDocument> {
  if (word === STANDARD_INPUT) return policyFromText('<stdin>', await inputText(host), kind);
  if (/\.(?:json|ya?ml)$/i.test(word) || isFile(path.resolve(host.cwd, word))) return fromFile(host, word, kind);
  const managedPolicies = await loadManagedPolicies();
  const managed = managedPolicies.policy(pathOf(word, managedPolicies));
  if (managed === undefined) {
    const near = nearest(pathWithin(word), [...managedPolicies.paths, ...managedPolicies.paths.map(nameOf)]);
    throw new AccessError(diagnose('cli/unknown-policy', { word, nearest: [...new Set(near)] }));
  }
  const parsed = parsePolicy(managed.document);
  return { name: managed.path, parse: parsed, diagnostics: [], sources: new Map(), managed };
}

/** A folder may bear the name of a policy. */
export function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === false;
}

async function fromFile(host: Host, name: string, kind: PolicyKind): Promise<PolicyDocument> {
  return policyFromText(name, await readText(host, name, 'policy'), kind);
}

/** `name`: shown as the path of the file. */
export function policyFromText(name: string, written: string, kind: PolicyKind = 'identity'): PolicyDocument {
  const text = written.replace(/^\ufeff/, '');
  const { value, diagnostics: found } = parse({ path: name, configPath: name, text });
  const sources = new Map([[name, text]]);
  const readable = value === undefined || hasErrors(found) ? found : [...found, ...readableFindings(value)];
  if (hasErrors(readable)) return { name, diagnostics: readable, sources };
  const policy = value ?? nothingIn(name, text);
  if (kind !== 'rcp') {
    const diagnostics = kind === 'scp' ? [...readable, ...serviceControlFindings(policy)] : readable;
    return { name, parse: parseLocatedPolicy(policy), diagnostics, sources };
  }
  const diagnostics = [...readable, ...resourceControlFindings(policy)];
  return { name, parse: parseLocatedPolicy(withoutPrincipals(policy)), diagnostics, sources };
}

function nothingIn(name: string, text: string): Value {
  return { kind: 'scalar', value: null, source: '', quoted: false, span: linesOf(name, text).spanAt(0, 0) };
}

/** `ViewOnlyAccess` stands for `job-function/ViewOnlyAccess`, the one policy of that name. */
function pathOf(word: string, { paths }: ManagedPolicies): string {
  const within = pathWithin(word);
  const [only, ...others] = paths.filter((each) => each === within || nameOf(each) === within);
  return only === undefined || others.length > 0 ? within : only;
}

const pathWithin = (word: string) => word.replace(/^arn:aws:iam::aws:policy\//, '');
const nameOf = (policyPath: string) => policyPath.slice(policyPath.lastIndexOf('/') + 1);
