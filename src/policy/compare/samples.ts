// Resources that read like resources: witnesses are for people. Whether one proves anything is for the search to find out.

import { memoizeByIdentity as oncePer } from '../../memoize.ts';
import { type ActionIndex, resourceFormats } from '../catalogue/index.ts';
import { ANYTHING, compileGlob, intersects, matches, type ResourcePattern, serviceOf } from '../patterns/index.ts';

/** A few resources that the pattern may match, those of the action's own form first. */
export function samplesOf(action: string, pattern: ResourcePattern, index: ActionIndex): readonly string[] {
  const usual = filledFormats(resourceFormats(action, index));
  if (pattern.key !== ANYTHING.key) return [...usual, filled(pattern.text)];
  return [...usual, `arn:aws:${serviceOf(action) ?? 'service'}:eu-west-1:111111111111:example`];
}

const filledFormats = oncePer((formats: readonly string[]): readonly string[] =>
  formats.map((format) => (format === '*' ? format : filled(format))),
);

const IN_ARN = ['arn', 'aws', 'service', 'eu-west-1', '111111111111'];

/** The pattern with something plausible in place of each variable and each wildcard. */
function filled(pattern: string): string {
  if (!/[*?$]/.test(pattern)) return pattern;
  const parts = pattern.replace(/\$\{[^}]*\}/g, 'example').split(':');
  const arn = parts.length >= 6;
  const fill = (part: string) => part.replaceAll('*', 'example').replaceAll('?', 'x');
  return parts.map((part, place) => (part === '*' && arn ? (IN_ARN[place] ?? fill(part)) : fill(part))).join(':');
}

/** Whether the action has resources with ARNs that some pattern matches. An action that is not listed may have any. */
export function fitsAny(action: string, patterns: readonly ResourcePattern[], index: ActionIndex): boolean {
  const formats = resourceFormats(action, index);
  return formats.length === 0 || formats.some((format) => fits(format, patterns));
}

function fits(format: string, patterns: readonly ResourcePattern[]): boolean {
  // A request without a resource has the resource `*`.
  if (format === '*') return patterns.some(({ shapes }) => matches(shapes.free.glob, '*'));
  const shape = compileGlob(format);
  return patterns.some(({ shapes }) => intersects(shape, shapes.free.glob));
}
