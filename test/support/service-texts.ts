// A service of an action index that a test makes up, in the form that ships.
import type { ServiceDetails, ServiceOutline } from '../../src/policy/catalogue/action-index.ts';

interface MadeUp {
  readonly types?: ServiceDetails['types'];
  /** Without the prefix, sorted; types as in `ServiceDetails`. */
  readonly actions: readonly (readonly [name: string, levels: string, types: readonly number[]])[];
}

/** What `ActionSnapshot` has of it. */
export function serviceTexts(prefix: string, { types = [], actions }: MadeUp): readonly [string, string] {
  const outline: ServiceOutline = {
    title: prefix,
    actions: actions.map(([name]) => `${prefix}:${name}`).join(' '),
    levels: actions.map(([, levels]) => levels).join('|'),
  };
  const details: ServiceDetails = { keys: [], types, actions: actions.map(([, , places]) => [places, []] as const) };
  return [JSON.stringify(outline), JSON.stringify(details)];
}
