// `access validate`: everything that can be found without a network.
import { check } from '../compile.ts';
import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { type LoadedConfig, loadConfig } from '../gather.ts';
import { renderDiagnosticsGithub } from '../render/diagnostics-github.ts';
import { renderDiagnosticsJson } from '../render/diagnostics-json.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings } from './output.ts';

export async function validate(host: Host, _argument: string | undefined, options: Options): Promise<number> {
  const config = await loadConfig(options.dir, host.cwd);
  const found = sortDiagnostics([...config.diagnostics, ...check(config.value, host.now())]);
  print(host, { config, found, format: options.format ?? 'text' });
  return hasErrors(found) ? 1 : 0;
}

interface Result {
  readonly config: LoadedConfig;
  readonly found: readonly Diagnostic[];
  readonly format: string;
}

function print(host: Host, { config, found, format }: Result): void {
  if (format === 'json') host.stdout.write(renderDiagnosticsJson(found));
  else if (format === 'github') host.stdout.write(renderDiagnosticsGithub(found));
  else printFindings(host, found, config.sources);
}
