// The actions a statement speaks of, as a test on action names.
import type { Choice } from './document.ts';
import { compileGlob, type Glob, matches } from './glob.ts';

export interface ActionSet {
  readonly negated: boolean;
  /** Lower case, unique. */
  readonly patterns: readonly string[];
  /** By lower case, as first written. */
  readonly written: ReadonlyMap<string, string>;
  /** The name is lower case. */
  readonly covers: (lowerCaseName: string) => boolean;
}

export function actionSetOf({ negated, patterns: words }: Choice): ActionSet {
  const written = new Map<string, string>();
  for (const { text } of words) {
    const lower = text.toLowerCase();
    if (!written.has(lower)) written.set(lower, text);
  }
  const patterns = [...written.keys()];
  const lists = sorted(patterns);
  return { negated, patterns, written, covers: (name) => lists(name) !== negated };
}

/** Every action there is. */
export const ANY_ACTION: ActionSet = {
  negated: false,
  patterns: ['*'],
  written: new Map([['*', '*']]),
  covers: () => true,
};

/** Literal names are looked up, and patterns of one service are tried on its actions only: some policies list thousands. */
function sorted(patterns: readonly string[]): (name: string) => boolean {
  const literals = new Set<string>();
  const byService = new Map<string, Glob[]>();
  const anywhere: Glob[] = [];
  for (const pattern of patterns) {
    const service = serviceOf(pattern);
    if (!isPattern(pattern)) literals.add(pattern);
    else if (service === undefined || isPattern(service)) anywhere.push(compileGlob(pattern));
    else byService.set(service, [...(byService.get(service) ?? []), compileGlob(pattern)]);
  }
  return (name) =>
    literals.has(name) ||
    anywhere.some((glob) => matches(glob, name)) ||
    (byService.get(serviceOf(name) ?? '')?.some((glob) => matches(glob, name)) ?? false);
}

export const isPattern = (text: string): boolean => text.includes('*') || text.includes('?');

/** The prefix of an action or of a pattern; undefined without a colon. */
export function serviceOf(action: string): string | undefined {
  const colon = action.indexOf(':');
  return colon < 0 ? undefined : action.slice(0, colon);
}
