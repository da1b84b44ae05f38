import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { load } from '../../src/load.ts';

let work: string;

beforeEach(() => {
  work = mkdtempSync(path.join(tmpdir(), 'access-load-'));
  mkdirSync(path.join(work, 'orchard/teams'), { recursive: true });
  writeFileSync(path.join(work, 'orchard/teams/apples.yaml'), 'groups: {}\n');
});
afterEach(() => rmSync(work, { recursive: true }));

const pathsOf = async (dir: string, displayRoot?: string) => {
  const { value } = await load(dir, displayRoot === undefined ? {} : { displayRoot });
  return value.documents.map((file) => [file.path, file.configPath]);
};

test('paths are shown relative to the working folder', async () => {
  expect(await pathsOf(path.join(work, 'orchard'), work)).toEqual([['orchard/teams/apples.yaml', 'teams/apples.yaml']]);
  expect(await pathsOf(path.join(work, 'orchard'), path.join(work, 'elsewhere'))).toEqual([
    ['../orchard/teams/apples.yaml', 'teams/apples.yaml'],
  ]);
});

test('without a working folder, paths begin as the folder was given', async () => {
  const given = `${work}/orchard/`;
  expect(await pathsOf(given)).toEqual([[`${work}/orchard/teams/apples.yaml`, 'teams/apples.yaml']]);
});

test('the folder itself may be a symbolic link', async () => {
  symlinkSync('orchard', path.join(work, 'linked'));
  expect(await pathsOf(path.join(work, 'linked'), work)).toEqual([['linked/teams/apples.yaml', 'teams/apples.yaml']]);
});

test('but no link leads out of the working folder, unless it is named from outside', async () => {
  mkdirSync(path.join(work, 'checkout'));
  symlinkSync('../orchard', path.join(work, 'checkout/access'));
  symlinkSync('..', path.join(work, 'checkout/up'));
  const checkout = path.join(work, 'checkout');
  const refused = { diagnostic: { code: 'yaml/no-folder', message: expect.stringContaining('leads out of') } };
  for (const dir of ['access', 'up/orchard', path.join(checkout, 'access')])
    await expect(pathsOf(dir, checkout)).rejects.toMatchObject(refused);
  expect(await pathsOf('../orchard', checkout)).toEqual([['../orchard/teams/apples.yaml', 'teams/apples.yaml']]);
  expect(await pathsOf('checkout/access', work)).toHaveLength(1);
  symlinkSync('checkout', path.join(work, 'linked-checkout'));
  mkdirSync(path.join(checkout, 'own'));
  writeFileSync(path.join(checkout, 'own/apples.yaml'), 'groups: {}\n');
  expect(await pathsOf('own', path.join(work, 'linked-checkout'))).toHaveLength(1);
});
