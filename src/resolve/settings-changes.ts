// What differs between the settings of two versions of the files, and whether the later one asks less of itself.
//
// Settings are flattened to one entry for each decision, by its path; two versions are compared entry by entry. An entry says what
// being there, having another value or being gone means for strictness. Where that cannot be told, it is loosened: a reviewer
// who looks once too often is better off than one who was not shown.
import type { Declarations } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/span.ts';
import { settingEntries } from './setting-entries.ts';
import type { SettingEntry } from './setting-entry.ts';

/** One finding for each entry that differs: those that loosen first, then by path. */
export function settingsChanges(before: Declarations, after: Declarations): readonly Diagnostic[] {
  const old = settingEntries(before, after);
  const now = settingEntries(after, before);
  const paths = [...new Set([...now.keys(), ...old.keys()])].sort();
  const findings = paths.flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    return was?.text === is?.text ? [] : [findingOf(path, { was, is, place: is?.span ?? placeNear(path, after) })];
  });
  const loosened = findings.filter(({ code }) => code === 'settings/loosened');
  return [...loosened, ...findings.filter((finding) => !loosened.includes(finding))];
}

interface Difference {
  readonly was: SettingEntry | undefined;
  readonly is: SettingEntry | undefined;
  readonly place: Span | undefined;
}

function findingOf(path: string, { was, is, place }: Difference): Diagnostic {
  const facts = { setting: path, ...(was && { before: was.text }), ...(is && { after: is.text }) };
  const labels = was?.span === undefined ? [] : [{ span: was.span, message: 'as it was' }];
  return diagnose(loosens(was, is) ? 'settings/loosened' : 'settings/changed', facts, { span: place, labels });
}

function loosens(was: SettingEntry | undefined, is: SettingEntry | undefined): boolean {
  const means = (is ?? was)?.means;
  if (means === undefined || means === 'neutral') return false;
  if (was === undefined) return means === 'exemption';
  if (is === undefined) return means === 'demand';
  return (is.strictness ?? Number.NEGATIVE_INFINITY) < (was.strictness ?? Number.POSITIVE_INFINITY);
}

/** Of what is gone, the section that held it. */
function placeNear(path: string, { settings: { places } }: Declarations): Span | undefined {
  const segments = path.split('.');
  const holders = segments.map((_, index) => segments.slice(0, segments.length - index).join('.'));
  return holders.map((holder) => places.get(holder)).find((span) => span !== undefined);
}
