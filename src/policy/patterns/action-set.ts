// The actions a statement speaks of, as a test on the names of actions and on patterns of them.
import type { Choice } from '../language/index.ts';
import { compileGlob, type Glob, matches, subsumes } from './glob.ts';

export interface ActionSet {
  readonly negated: boolean;
  /** Lower case, unique. */
  readonly patterns: readonly string[];
  /** By lower case, as first written. */
  readonly written: ReadonlyMap<string, string>;
  /** The name is lower case. */
  readonly covers: (lowerCaseName: string) => boolean;
  /** How many patterns have to be asked about an action of the service. */
  readonly asks: (service: string) => number;
  /** Whether one of `patterns` takes in all of this one, which is lower case. Of a NotAction: whether what it leaves out does. */
  readonly lists: (lowerCasePattern: string) => boolean;
}

export function actionSetOf({ negated, patterns: words }: Choice): ActionSet {
  const written = new Map<string, string>();
  for (const { text } of words) {
    const lower = text.toLowerCase();
    if (!written.has(lower)) written.set(lower, text);
  }
  const patterns = [...written.keys()];
  const { some, asks } = globsIn(patterns);
  const lists = (text: string) => written.has(text) || some(text, (glob) => takesIn(glob, text));
  return { negated, patterns, written, covers: (name) => lists(name) !== negated, asks, lists };
}

/** Every action there is. */
export const ANY_ACTION: ActionSet = {
  negated: false,
  patterns: ['*'],
  written: new Map([['*', '*']]),
  covers: () => true,
  asks: () => 0,
  lists: () => true,
};

const takesIn = (glob: Glob, text: string) =>
  isPattern(text) ? subsumes(glob, compileGlob(text)) : matches(glob, text);

interface GlobsByService {
  readonly some: (text: string, holds: (glob: Glob) => boolean) => boolean;
  readonly asks: (service: string) => number;
}

/** Asks the patterns with wildcards, those of one service only about texts of that service: some policies list thousands. */
function globsIn(patterns: readonly string[]): GlobsByService {
  const byService = new Map<string, Glob[]>();
  const anywhere: Glob[] = [];
  const ofService = (service: string | undefined): readonly Glob[] => byService.get(service ?? '') ?? [];
  for (const pattern of patterns.filter(isPattern)) {
    const service = serviceOf(pattern);
    if (service === undefined || isPattern(service)) anywhere.push(compileGlob(pattern));
    else if (byService.has(service)) byService.get(service)!.push(compileGlob(pattern));
    else byService.set(service, [compileGlob(pattern)]);
  }
  return {
    some: (text, holds) => anywhere.some(holds) || (byService.size > 0 && ofService(serviceOf(text)).some(holds)),
    asks: (service) => anywhere.length + ofService(service).length,
  };
}

export const isPattern = (text: string): boolean => text.includes('*') || text.includes('?');

/** The prefix of an action or of a pattern; undefined without a colon. */
export function serviceOf(action: string): string | undefined {
  const colon = action.indexOf(':');
  return colon < 0 ? undefined : action.slice(0, colon);
}
