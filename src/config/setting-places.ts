// Where each setting is written, by its path: `guards.deletes.more`. For reports on what a change does to the settings.
import type { Span } from '../source/span.ts';
import type { Value } from '../source/value.ts';
import type { Body } from './fields.ts';
import { SETTINGS, type SettingsSection } from './schema.ts';

export function settingPlaces(section: (name: SettingsSection) => Body): ReadonlyMap<string, Span> {
  return new Map(SETTINGS.flatMap((name) => placesIn(name, section(name))));
}

/** Of a mapping and all mappings in it. Items of lists have places of their own. */
function placesIn(path: string, value: Value | undefined): readonly (readonly [string, Span])[] {
  if (value === undefined) return [];
  const inner = value.kind === 'mapping' ? value.entries : [];
  return [
    [path, value.span] as const,
    ...inner.flatMap(({ key, value: member }) => placesIn(`${path}.${key}`, member)),
  ];
}
