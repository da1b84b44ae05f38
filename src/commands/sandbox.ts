// `access sandbox`: serves the local Identity Center until it is interrupted.
import { stat } from 'node:fs/promises';
import { loadConfig } from '../gather.ts';
import { parseSeed, startSandbox } from '../sandbox/index.ts';
import { sandboxChoice } from './connecting.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';

/** Where other local AWS servers listen too, so that tools' defaults fit. */
const PORT = 4566;

export async function sandbox(host: Host, _argument: string | undefined, options: Options): Promise<number> {
  const { stateFile, seed } = await sandboxChoice(host, {
    options,
    declarations: await declarationsFor(host, options),
  });
  const server = await startSandbox({
    stateFile,
    port: options.port ?? PORT,
    ...(seed === undefined ? {} : { seed: parseSeed(seed.text, seed.name) }),
  });
  host.stderr.write(
    `Identity Center sandbox for any AWS tool (--endpoint-url). Any credentials will do. State: ${stateFile}\nStop it with Ctrl-C.\n`,
  );
  host.stdout.write(`${server.url}\n`);
  if (!host.signal.aborted)
    await new Promise((resolve) => host.signal.addEventListener('abort', resolve, { once: true }));
  await server.close();
  return 0;
}

/** The files are needed only where a new state is made from them; the sandbox serves without any, too. */
async function declarationsFor(host: Host, { seed, dir }: Options) {
  const exists = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return seed === undefined && exists ? (await loadConfig(dir, host.cwd)).value.declarations : undefined;
}
