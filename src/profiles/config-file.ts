// Profiles as the AWS CLI's config file has them, and the block of that file which is ours.
//
// Between two marker lines of a folder everything is its own: written over whole, so that profiles whose grants are gone go too. Nothing else of the file
// is touched, not a byte. Whatever stands between the lines and is not of our making is somebody's, and a reason to write nothing.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Profile, Profiles } from './profiles.ts';

/** What the file is to have for these profiles: sections only, without markers. */
export function profilesText({ session, profiles }: Profiles): string {
  const { name, startUrl, region } = session;
  const sections = [
    [
      `[sso-session ${name}]`,
      `sso_start_url = ${startUrl}`,
      `sso_region = ${region}`,
      'sso_registration_scopes = sso:account:access',
    ],
    ...profiles.map((profile) => profileLines(profile, name)),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function profileLines({ name, account, permissionSet, region }: Profile, session: string): readonly string[] {
  return [
    // The AWS CLI reads no `[profile default]` where there is a `[default]`, which is the same.
    name === 'default' ? '[default]' : `[profile ${name}]`,
    `sso_session = ${session}`,
    `sso_account_id = ${account}`,
    `sso_role_name = ${permissionSet}`,
    ...(region === undefined ? [] : [`region = ${region}`]),
  ];
}

export interface BlockInputs {
  /** The whole file, a character a byte (latin1): nobody says how the sections of others are written. */
  readonly before: string;
  /** How the file is called in findings. */
  readonly path: string;
  /** `identityCenter.owner`: each folder has a block of its own. */
  readonly owner: string;
  /** Without profiles the block goes. */
  readonly profiles: Profiles;
}

export interface NewFile {
  /** The whole file, as `before` is. */
  readonly after: string;
  /** The block as it was and as it becomes, with its markers; empty: none. */
  readonly block: { readonly before: string; readonly after: string };
}

export function withBlock(inputs: BlockInputs): NewFile | readonly Diagnostic[] {
  const { before, path, owner, profiles } = inputs;
  const lines = linesOf(before);
  const markers = markersOf(owner);
  const begins = lines.filter(({ text }) => text.trimEnd() === markers.begin);
  const ends = lines.filter(({ text }) => text.trimEnd() === markers.end);
  const [begin, end] = [begins[0], ends[0]];
  const broken = brokenMarker(begins, ends);
  if (broken !== undefined) return [diagnose('profiles/block', { path, ...broken })];
  const from = begin?.from ?? before.length;
  const to = end?.to ?? before.length;
  const outside = lines.filter((line) => line.to <= from || line.from >= to);
  const inside = lines.filter((line) => line.from >= from && line.to <= to);
  const findings = [...strangers(inside, path), ...taken(outside, inputs)];
  if (findings.length > 0) return findings;
  const block =
    profiles.profiles.length === 0 ? '' : `${markers.begin}\n${NOTE}\n${profilesText(profiles)}${markers.end}\n`;
  const head = before.slice(0, from);
  const gap = block === '' || head === '' || head.endsWith('\n') ? '' : '\n';
  return { after: `${head}${gap}${block}${before.slice(to)}`, block: { before: before.slice(from, to), after: block } };
}

const NOTE = '# Written by `access profiles --write`, which writes over all of it. Put sections of your own outside.';

/** Owners are text; a marker is one line of ASCII, and no two owners have the same. */
function markersOf(owner: string): { readonly begin: string; readonly end: string } {
  const name = encodeURIComponent(owner);
  return { begin: `# BEGIN access ${name}`, end: `# END access ${name}` };
}

interface Line {
  readonly number: number;
  /** Without its break. */
  readonly text: string;
  /** Where it begins and the next one does. */
  readonly from: number;
  readonly to: number;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end + 1;
    lines.push({ number: lines.length + 1, text: text.slice(from, end < 0 ? to : end).replace(/\r$/, ''), from, to });
    from = to;
  }
  return lines;
}

function brokenMarker(begins: readonly Line[], ends: readonly Line[]) {
  const [begin, again] = begins;
  const [end, endAgain] = ends;
  if (again !== undefined) return { line: again.number, problem: 'the block begins twice' };
  if (endAgain !== undefined) return { line: endAgain.number, problem: 'the block ends twice' };
  if (begin !== undefined && end === undefined) return { line: begin.number, problem: 'the block has no end' };
  if (end !== undefined && begin === undefined) return { line: end.number, problem: 'the block has no beginning' };
  return begin !== undefined && end !== undefined && end.from < begin.from
    ? { line: end.number, problem: 'the block ends before it begins' }
    : undefined;
}

interface Section {
  readonly kind: 'profile' | 'sso-session' | 'other';
  readonly name: string;
  /** As written. */
  readonly text: string;
  readonly line: Line;
  /** Keys below it. */
  readonly settings: ReadonlyMap<string, string>;
}

/** As botocore's configparser reads it: the name may be in quotes, and `[default]` is a profile. */
function sectionsOf(lines: readonly Line[]): readonly Section[] {
  const sections: (Section & { readonly settings: Map<string, string> })[] = [];
  for (const line of lines) {
    const header = /^\s*\[(.+)\]/.exec(line.text)?.[1]?.trim();
    if (header === undefined) {
      const [, key, value] = /^\s*([^\s=#;]+)\s*=\s*(.*?)\s*$/.exec(line.text) ?? [];
      if (key !== undefined && value !== undefined) sections.at(-1)?.settings.set(key, value);
      continue;
    }
    const [, kind, , quoted, bare] = /^(profile|sso-session)\s+(?:(["'])(.*)\2|(.*))$/.exec(header) ?? [];
    sections.push({
      kind: header === 'default' ? 'profile' : ((kind as 'profile' | 'sso-session' | undefined) ?? 'other'),
      name: quoted ?? bare ?? header,
      text: `[${header}]`,
      line,
      settings: new Map(),
    });
  }
  return sections;
}

/** Sections in the block that no writing of ours left there: each of ours names the block's own session. */
function strangers(inside: readonly Line[], path: string): readonly Diagnostic[] {
  const sections = sectionsOf(inside);
  const session = sections.find(({ kind }) => kind === 'sso-session');
  const isOurs = (section: Section) =>
    section === session ||
    (session !== undefined && section.kind === 'profile' && section.settings.get('sso_session') === session.name);
  return sections
    .filter((section) => !isOurs(section))
    .map(({ text, line }) =>
      diagnose('profiles/block', {
        path,
        line: line.number,
        problem: `\`${text}\` in the block was not written by access`,
      }),
    );
}

/** Sections of others that are called as ours would be. */
function taken(
  outside: readonly Line[],
  { path, profiles: { session, profiles } }: BlockInputs,
): readonly Diagnostic[] {
  if (profiles.length === 0) return [];
  const names = new Set(profiles.map(({ name }) => name));
  return sectionsOf(outside).flatMap(({ kind, name, text, line }) => {
    const isTaken = kind === 'profile' ? names.has(name) : kind === 'sso-session' && name === session.name;
    if (!isTaken || kind === 'other') return [];
    return [diagnose('profiles/taken', { path, section: text, line: line.number, what: kind })];
  });
}
