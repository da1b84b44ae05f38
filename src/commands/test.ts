// `access test [folder]`: are the expectations of a folder met by the files? Needs no network and no credentials.
import { offline } from '../compile.ts';
import { decodeExpectations } from '../config/expectations.ts';
import { expectationFindings } from '../decisions/expectations.ts';
import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';
import { loadConfig } from '../gather.ts';
import { displayNamesIn } from '../judge-files.ts';
import { load } from '../load.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { dataAgeFindings } from '../policy/catalogue/index.ts';
import { loadPolicyData } from '../policy-data.ts';
import { holdingsOfFiles } from '../resolve/file-holdings.ts';
import { parseAll } from '../source/parse.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFound } from './output.ts';

/** For all expectations together, and for one question: what is then left open is not verified. */
const MOST_STEPS = 4_000_000;
const MOST_STEPS_OF_ONE = 1_000_000;

/** Where expectations are when no folder is named: beside the config folder, for they decide nothing of it. */
const FOLDER = 'expectations';

export async function test(host: Host, [folder = FOLDER]: readonly string[], options: Options): Promise<number> {
  const expected = await load(folder, { displayRoot: host.cwd });
  const documents = expected.value.documents.filter(({ again }) => again === undefined);
  const parsed = parseAll(documents);
  const { value: expectations, diagnostics } = decodeExpectations(parsed.value);
  const config = await loadConfig(options.dir, host.cwd);
  const files = offline(config.value, host.now());
  const about = [...config.diagnostics, ...files.grants.findings];
  const mistakes = [...expected.diagnostics, ...parsed.diagnostics, ...diagnostics];
  const data = await loadPolicyData();
  const unmet: readonly Diagnostic[] =
    // Of files with mistakes nobody can say what they grant.
    hasErrors(about)
      ? about
      : expectationFindings(expectations, {
          files,
          holdings: holdingsOfFiles(files.grants.current, files.declared),
          meanings: meaningsOf(data, MOST_STEPS, MOST_STEPS_OF_ONE),
          displayNames: displayNamesIn(files.declared),
        });
  const found = sortDiagnostics([...mistakes, ...unmet, ...dataAgeFindings(data, host.now())]);
  const sources = new Map([...config.sources, ...documents.map(({ path, text }) => [path, text] as const)]);
  await printFound(
    host,
    { found, sources },
    {
      format: options.format,
      about: { command: 'test', subject: folder },
      checked: counted(expectations.length, 'expectation'),
    },
  );
  return hasErrors(found) ? 1 : 0;
}
