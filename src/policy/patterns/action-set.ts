// The actions a statement speaks of, as a test on the names of actions and on patterns of them.

import { memoize } from '../../memoize.ts';
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
  /** `covers`, made ready for many names of one service. */
  readonly coversIn: (service: string | undefined) => (lowerCaseName: string) => boolean;
  /** Of every action of the service, which is lower case, the answer of `covers`; undefined: it depends on the action. */
  readonly coversService: (service: string) => boolean | undefined;
  /** The services that patterns name, lower case; undefined: some may match an action of any. */
  readonly named: () => ReadonlySet<string> | undefined;
  /** Services that patterns with wildcards in the name of the action alone are about. */
  readonly services: ReadonlySet<string>;
  /** The patterns with wildcards that may match an action of the service; undefined: of one that none of them names. */
  readonly globs: (service: string | undefined) => readonly Glob[];
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
  const { some, services, globs, hasAnyService } = globsIn(patterns);
  const lists = (text: string) => written.has(text) || some(text, (glob) => takesIn(glob, text));
  const literal = memoize(() => new Set(patterns.filter((text) => !isPattern(text)).map(serviceOf)));
  const listsService = (service: string): boolean | undefined => {
    const own = globs(service);
    if (own.some(({ head, tail }) => tail === 'star' && `${service}:`.startsWith(head))) return true;
    return own.length > 0 || literal().has(service) ? undefined : false;
  };
  const named = memoize(() =>
    hasAnyService ? undefined : new Set([...services, ...[...literal()].flatMap((service) => service ?? [])]),
  );
  const coversService = (service: string) => {
    const listed = listsService(service);
    return listed === undefined ? undefined : listed !== negated;
  };
  const covers = (name: string) => lists(name) !== negated;
  const coversIn = (service: string | undefined) => {
    const own = globs(service);
    return (name: string) => (written.has(name) || own.some((glob) => matches(glob, name))) !== negated;
  };
  return { negated, patterns, written, covers, coversIn, coversService, named, services, globs, lists };
}

/** Every action there is. */
export const ANY_ACTION: ActionSet = {
  negated: false,
  patterns: ['*'],
  written: new Map([['*', '*']]),
  covers: () => true,
  coversIn: () => () => true,
  coversService: () => true,
  named: () => undefined,
  services: new Set(),
  globs: () => [],
  lists: () => true,
};

const takesIn = (glob: Glob, text: string) =>
  isPattern(text) ? subsumes(glob, compileGlob(text)) : matches(glob, text);

interface GlobsByService {
  readonly some: (text: string, holds: (glob: Glob) => boolean) => boolean;
  readonly services: ReadonlySet<string>;
  readonly globs: ActionSet['globs'];
  /** There are patterns that name no service. */
  readonly hasAnyService: boolean;
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
  const both = new Map([...byService].map(([service, own]) => [service, [...anywhere, ...own]]));
  return {
    some: (text, holds) => anywhere.some(holds) || (byService.size > 0 && ofService(serviceOf(text)).some(holds)),
    services: new Set(byService.keys()),
    globs: (service) => both.get(service ?? '') ?? anywhere,
    hasAnyService: anywhere.length > 0,
  };
}

export const isPattern = (text: string): boolean => text.includes('*') || text.includes('?');

/** The prefix of an action or of a pattern; undefined without a colon. */
export function serviceOf(action: string): string | undefined {
  const colon = action.indexOf(':');
  return colon < 0 ? undefined : action.slice(0, colon);
}
