// Resources that read like resources: witnesses are for people. Whether one proves anything is for the search to find out.

import { memoizeByIdentity } from '../../memoize.ts';
import { type ActionIndex, resourceFormats } from '../catalogue/index.ts';
import { ANYTHING, type ResourcePattern, serviceOf } from '../patterns/index.ts';

/** A few resources that the pattern may match, those of the action's own form first. */
export function samplesOf(action: string, pattern: ResourcePattern, index: ActionIndex): readonly string[] {
  const usual = filledFormats(resourceFormats(action, index));
  if (pattern.key !== ANYTHING.key)
    return [...usual, filled(pattern.text), filled(pattern.text, 'example/example'), ...named(pattern)];
  return [...usual, `arn:aws:${serviceOf(action) ?? 'service'}:eu-west-1:111111111111:example`];
}

/** With a name of its own for each variable, and with the values that stand for what a request lacks. */
function named({ text, open }: ResourcePattern): readonly string[] {
  if (!open) return [];
  const names: string[] = [];
  const own = (variable: string) => {
    if (!names.includes(variable)) names.push(variable);
    return `example-${names.indexOf(variable)}`;
  };
  const ways = [own, (variable: string) => /'(.*)'/.exec(variable)?.[1] ?? own(variable)];
  return ways.map((way) => filled(text.replace(/\$\{([^}]*)\}/g, (_, variable: string) => way(variable))));
}

const filledFormats = memoizeByIdentity((formats: readonly string[]): readonly string[] =>
  formats.map((format) => (format === '*' ? format : filled(format))),
);

const IN_ARN = ['arn', 'aws', 'service', 'eu-west-1', '111111111111'];

/** The pattern with something plausible in place of each variable and each wildcard. */
function filled(pattern: string, name = 'example'): string {
  if (!/[*?$]/.test(pattern)) return pattern;
  const parts = pattern.replace(/\$\{[^}]*\}/g, 'example').split(':');
  const arn = parts.length >= 6;
  const fill = (part: string) => part.replaceAll('*', name).replaceAll('?', 'x');
  return parts.map((part, place) => (part === '*' && arn ? (IN_ARN[place] ?? fill(part)) : fill(part))).join(':');
}

/** An ARN with something plausible where its parts or names are empty, the fullest first; without those that have nothing empty. */
export function likelyResources(resource: string): readonly string[] {
  const parts = resource.split(':');
  if (parts.length < IN_ARN.length + 1) return [];
  const head = parts.slice(0, IN_ARN.length);
  const rest = parts.slice(IN_ARN.length).join(':');
  // A slash that begins a name leaves none out.
  const named = rest.replace(/(?<=\/)(?=[:/]|$)|(?<=:|^)(?=:|$)/g, 'example');
  const filledIn = WORTH_FILLING.map((places) =>
    head.map((part, place) => (part === '' && places.includes(place) ? IN_ARN[place]! : part)).join(':'),
  );
  const all = filledIn.flatMap((start) => [`${start}:${named}`, `${start}:${rest}`]);
  return [...new Set(all)].filter((text) => text !== resource);
}

/** Partition, region and account; many resources have no region, or no account. */
const WORTH_FILLING: readonly (readonly number[])[] = [[1, 3, 4], [1, 3], [1, 4], [1]];
