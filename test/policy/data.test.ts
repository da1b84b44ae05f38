// The data files, when the installation is not whole.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import { readSnapshot } from '../../src/policy-data.ts';
import { formatFindings } from '../support/cases.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'access-policy-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function failure(): Promise<string> {
  try {
    await readSnapshot('action-index', [pathToFileURL(`${folder}${path.sep}`)]);
    return 'nothing thrown\n';
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return formatFindings([error.diagnostic]);
  }
}

describe('readSnapshot', () => {
  it('says which file is missing', async () => {
    await expect(await failure()).toMatchFileSnapshot('../cases/policy/data-missing/expected.txt');
  });

  it.each([
    ['no brotli', 'apples'],
    ['half a file', Buffer.from([0x0b, 0x02, 0x80])],
    ['nothing', ''],
  ])('says which file is damaged: %s', async (_, content) => {
    writeFileSync(path.join(folder, 'action-index.generated.json.br'), content);
    await expect(await failure()).toMatchFileSnapshot('../cases/policy/data-damaged/expected.txt');
  });
});
