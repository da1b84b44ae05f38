// `access sandbox`: serves the local Identity Center until it is interrupted.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { loadConfig } from '../gather.ts';
import { optional } from '../optional.ts';
import { sandboxChoice } from './connecting.ts';
import { outputFile } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { startChosen } from './sandbox-start.ts';

/** Where other local AWS servers listen too, so that tools' defaults fit. */
const PORT = 4566;

export async function sandbox(host: Host, _words: readonly string[], options: Options): Promise<number> {
  const choice = await sandboxChoice(host, { options, declarations: await declarationsFor(host, options) });
  const { port = PORT, entraPort, fault: faults = [], set: settings = [], faultSeed, log } = options;
  const server = await startChosen(choice, host.temporary, {
    port,
    faults,
    settings,
    ...optional({ entraPort, faultSeed }),
    ...(log === undefined ? {} : { logFile: outputFile(host, log) }),
  });
  try {
    host.stderr.write(
      `Identity Center sandbox for any AWS tool (--endpoint-url). Any credentials will do. State: ${choice.stateFile}\n${entraText(server.entraUrl)}Stop it with Ctrl-C.\n`,
    );
    host.signal.throwIfAborted();
    host.stdout.write(`${server.url}\n`);
    // From now on an interrupt is how it ends.
    await host.flush().catch((error: unknown) => {
      if (!host.signal.aborted) throw error;
    });
    if (!host.signal.aborted)
      await new Promise((resolve) => host.signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    await server.close();
  }
  return 0;
}

/** The environment that points this program at its tenant. */
const entraText = (url: string | undefined): string =>
  url === undefined
    ? 'It has no tenant of Entra: its seed has no `entra`.\n'
    : `Microsoft Graph of its tenant, for access: export ACCESS_GRAPH_ENDPOINT_URL=${url} ACCESS_GRAPH_TOKEN=sandbox\n`;

/** The files are needed only where a new state is made from them; the sandbox serves without any, too. */
async function declarationsFor(host: Host, { seed, dir }: Options) {
  const exists = await stat(path.resolve(host.cwd, dir)).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return seed === undefined && exists ? (await loadConfig(dir, host.cwd)).value.declarations : undefined;
}
