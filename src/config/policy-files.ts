// Inline policies in files of their own: finds the .json file that a permission set names, and parses it once.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Phase } from '../diagnostics/diagnostic.ts';
import { suggester } from '../diagnostics/suggest.ts';
import type { SourceFolder } from '../source/file.ts';
import { charactersIn, parse } from '../source/parse.ts';
import { type TokenBudget, tokenBudget } from '../source/tokens.ts';
import type { Located, Value } from '../source/value.ts';
import type { Report } from './fields.ts';

/** The policy that a YAML file names, or nothing after a finding. */
export type ReadPolicy = (named: Located<string>, from: string, report: Report) => Value | undefined;

/** `from` is the config path of the YAML file. */
export function policyReader(
  policies: SourceFolder['policies'],
  budget: TokenBudget = tokenBudget(charactersIn(policies)),
): ReadPolicy {
  const suggest = suggester();
  const files = new Map(policies.map((file) => [file.configPath, file]));
  const parsed = new Map<string, Phase<Value | undefined>>();
  /** Files whose findings were reported. */
  const reported = new Set<string>();
  const parseOnce = (configPath: string): Phase<Value | undefined> | undefined => {
    const file = files.get(configPath);
    if (file === undefined) return undefined;
    const phase =
      parsed.get(configPath) ??
      ('text' in file ? parse(file, budget) : { value: undefined, diagnostics: [file.finding] });
    parsed.set(configPath, phase);
    return phase;
  };
  return (named, from, report) => {
    const { value: path, span } = named;
    const target = filePath(path, from, /\.json$/i);
    if (typeof target !== 'string') {
      const why = target.why === 'extension' ? 'not-json' : target.why;
      report(diagnose('schema/policy-path', { path, why }, { span }));
      return undefined;
    }
    const phase = parseOnce(target);
    if (phase === undefined) {
      const near = suggest(target, files).map((configPath) => relativeTo(from, configPath));
      report(diagnose('schema/policy-missing', { path, nearest: near }, { span }));
      return undefined;
    }
    if (!reported.has(target)) phase.diagnostics.forEach(report);
    reported.add(target);
    const error = phase.diagnostics.find(({ severity }) => severity === 'error');
    if (error === undefined) return phase.value;
    // Everybody who names the file is refused for it.
    report(error);
    return undefined;
  };
}

type Refusal = { readonly why: 'extension' | 'absolute' | 'backslash' | 'leaves' };

/** The config path of a file that the file `from` names. */
export function filePath(path: string, from: string, extension: RegExp): string | Refusal {
  if (!extension.test(path)) return { why: 'extension' };
  if (path.includes('\\')) return { why: 'backslash' };
  if (/^(?:\/|[A-Za-z][A-Za-z+.-]*:)/.test(path)) return { why: 'absolute' };
  const segments = from.split('/').slice(0, -1);
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return { why: 'leaves' };
  }
  return segments.join('/');
}

/** How the file `from` would write the path of another file of the folder. */
export function relativeTo(from: string, configPath: string): string {
  const here = from.split('/').slice(0, -1);
  const there = configPath.split('/');
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1;
  return [...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/');
}
