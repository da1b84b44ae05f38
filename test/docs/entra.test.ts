// docs/entra.md is where each check of the doctor sends its reader: every check is in it, in the section that its output names, and what it names exists.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AREA_SECTIONS } from '../../src/doctor/check.ts';
import { CHECKS, type DoctorCode } from '../../src/doctor/checks.ts';

const text = readFileSync(new URL('../../docs/entra.md', import.meta.url), 'utf8');

/** As GitHub makes anchors of headings. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

const sections = new Map(
  text.split(/^## /m).map((section) => {
    const end = section.indexOf('\n');
    return [slug(section.slice(0, end)), section.slice(end)] as const;
  }),
);
const codesIn = (section: string): readonly string[] =>
  [...section.matchAll(/`?(doctor\/[a-z-]+)`?/g)].map(([, code]) => code!);

describe('docs/entra.md', () => {
  const AREAS = Object.entries(AREA_SECTIONS);
  test.each(AREAS)('has the section of %s', (_, anchor) => {
    expect([...sections.keys()]).toContain(anchor);
  });

  test('names every check, and only those', () => {
    const named = new Set(codesIn(text));
    expect(Object.keys(CHECKS).filter((code) => !named.has(code))).toEqual([]);
    expect([...named].filter((code) => !Object.hasOwn(CHECKS, code))).toEqual([]);
  });

  test('names it in a numbered section', () => {
    const numbered = [...sections].filter(([anchor]) => /^\d/.test(anchor)).map(([, section]) => section);
    const named = new Set(numbered.flatMap(codesIn));
    expect((Object.keys(CHECKS) as DoctorCode[]).filter((code) => !named.has(code))).toEqual([]);
  });

  test('links to sections that exist', () => {
    const links = [...text.matchAll(/\]\(#([a-z0-9-]+)\)/g)].map(([, anchor]) => anchor!);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((anchor) => !sections.has(anchor))).toEqual([]);
  });
});
