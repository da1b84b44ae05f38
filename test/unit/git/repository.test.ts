import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderInRepository } from '../../../src/git/repository.ts';
import { commitAll } from '../../support/git.ts';

let top: string;
beforeAll(() => {
  top = mkdtempSync(path.join(tmpdir(), 'access-repository-'));
  mkdirSync(path.join(top, 'repository', 'infra', 'iam'), { recursive: true });
  commitAll(path.join(top, 'repository'), 'before');
});
afterAll(() => rmSync(top, { recursive: true }));

test.each([
  ['below the top', 'repository/infra/iam', 'infra/iam'],
  ['at the top', 'repository', ''],
  ['in no repository', '', ''],
])('where a folder is in its repository: %s', async (_, folder, expected) => {
  expect(await folderInRepository(path.join(top, folder))).toBe(expected);
});
