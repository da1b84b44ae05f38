import path from 'node:path';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import { load } from '../../src/load.ts';
import type { RefusedFile, SourceFile } from '../../src/source/file.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';

/** The folder to load, where it is not the input itself. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'no-such-folder': 'orchards',
  'folder-that-is-a-file': 'access.yaml',
};

goldenCases('load', async ({ input, name }) => {
  try {
    const { value, diagnostics } = await load(path.join(input, ELSEWHERE[name] ?? ''), { displayRoot: input });
    return [
      formatFindings(diagnostics),
      `incomplete: ${value.incomplete}\n`,
      `documents\n${value.documents.map(line).join('')}`,
      `policies\n${value.policies.map(line).join('')}`,
    ].join('\n');
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return `thrown\n${formatFindings([error.diagnostic])}`;
  }
});

function line(file: SourceFile | RefusedFile): string {
  const content = 'text' in file ? JSON.stringify(file.text.slice(0, 60)) : formatFindings([file.finding]).trimEnd();
  const again = 'again' in file ? ' again' : '';
  return `  ${file.path} (${file.configPath})${again} ${content}\n`;
}
