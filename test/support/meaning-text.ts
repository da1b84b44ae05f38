// A meaning in one line, for golden files: `+write 6 +read 2, path lambda-001; -list 3`.
import { type Difference, isUnchanged, type Meaning } from '../../src/meaning/meaning.ts';

export function meaningText(meaning: Meaning): string {
  const { gained, lost, released } = meaning;
  const denied = released === undefined ? '' : sideText('no longer denied ', released);
  const sides = [sideText('+', gained), denied, sideText('-', lost)].filter((side) => side !== '');
  return [...(isUnchanged(meaning) ? ['access unchanged'] : []), ...sides].join('; ');
}

function sideText(sign: string, { levels, unlisted, openEnded, paths, doubts }: Difference): string {
  const figures = levels.map(({ level, actionCount }) => `${sign}${level} ${actionCount}`).join(' ');
  const marks = [
    ...unlisted.slice(0, 1).map(() => 'unlisted'),
    ...(openEnded.length === 0 ? [] : [`${openEnded.length} open-ended`]),
    ...paths.slice(0, 1).map(({ id }) => (paths.length === 1 ? `path ${id}` : `${paths.length} paths from ${id}`)),
    ...doubts.map(({ reason, documents }) => `perhaps, ${[reason, ...documents].join(' ')}`),
  ].map((mark) => `${sign}${mark}`);
  return [...(figures === '' ? [] : [figures]), ...marks].join(', ');
}
