// The files as they were: what is the same is read once, and what is not is told apart.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, loadVersion } from '../../src/gather.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'access-version-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const SETTINGS = 'identityCenter: { owner: orchard }\n';
const GROUPS = 'groups: { Pickers: { unpinned: true } }\n';

function folder(name: string, texts: Readonly<Record<string, string>>): string {
  const dir = path.join(root, name);
  mkdirSync(dir);
  for (const [file, text] of Object.entries(texts)) writeFileSync(path.join(dir, file), text);
  return name;
}

async function versions(now: Readonly<Record<string, string>>, before: Readonly<Record<string, string>>) {
  const config = await loadConfig(folder('now', now), root);
  const dir = path.join(root, folder('before', before));
  return { config, past: await loadVersion({ dir, displayRoot: root, shownAs: 'main:now' }, config) };
}

describe('another version of a folder', () => {
  it('that is the same is the very same', async () => {
    const texts = { 'access.yaml': SETTINGS, 'groups.yaml': GROUPS };
    const { config, past } = await versions(texts, texts);
    expect(past).toBe(config);
  });

  it('has the places of files that are the same, and its own of the others', async () => {
    const { past } = await versions(
      { 'access.yaml': SETTINGS, 'groups.yaml': GROUPS },
      { 'access.yaml': SETTINGS, 'groups.yaml': `# before\n${GROUPS}` },
    );
    const { settings, groups } = past.value.declarations;
    expect(settings.places.get('identityCenter')?.file).toBe('now/access.yaml');
    expect(groups.get('Pickers')?.key.span.file).toBe('main:now/groups.yaml');
    expect([...past.sources.keys()].sort()).toEqual(['main:now/groups.yaml', 'now/access.yaml']);
  });

  it.each([
    ['a file less', { 'access.yaml': SETTINGS }],
    ['a file more', { 'access.yaml': SETTINGS, 'groups.yaml': GROUPS, 'more.yaml': '' }],
    ['another name', { 'access.yaml': SETTINGS, 'teams.yaml': GROUPS }],
  ])('with %s is another', async (_, before) => {
    const { config, past } = await versions({ 'access.yaml': SETTINGS, 'groups.yaml': GROUPS }, before);
    expect(past.value).not.toBe(config.value);
    expect(past.value.declarations.groups.has('Pickers')).toBe('groups.yaml' in before || 'teams.yaml' in before);
  });

  it('is not what could be read of it', async () => {
    const config = await loadConfig(folder('now', { 'access.yaml': SETTINGS }), root);
    const dir = path.join(root, folder('before', { 'access.yaml': SETTINGS }));
    writeFileSync(path.join(dir, 'groups.yaml'), Buffer.from([0xff, 0xfe, 0xff]));
    const past = await loadVersion({ dir, displayRoot: root, shownAs: 'main:now' }, config);
    expect(config.value.isValid).toBe(true);
    expect(past.value.isValid).toBe(false);
  });
});
