// Where the page is, as its address says it: it can be sent to others.

export type Filter = 'principal' | 'set' | 'account' | 'unit';

export interface State extends Readonly<Record<Filter, string>> {
  readonly view: string;
  /** What is searched for. */
  readonly q: string;
  /** Number of the column, `-` before it: from the end. */
  readonly sort: string;
}

export const START: State = { view: 'assignments', q: '', principal: '', set: '', account: '', unit: '', sort: '' };

export function stateOf(hash: string, isView: (name: string) => boolean): State {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const state = Object.fromEntries(
    Object.entries(START).map(([key, standard]) => [key, given.get(key) ?? standard]),
  ) as unknown as State;
  return isView(state.view) ? state : { ...state, view: START.view };
}

/** What is not given is as it is at the start. */
export function hashOf(settings: Partial<State>): string {
  const differing = Object.entries({ ...START, ...settings }).filter(
    ([key, value]) => value !== START[key as keyof State],
  );
  return `#${new URLSearchParams(differing)}`;
}
