// `access doctor`: whether the chain from the identity provider to a role in an account is whole. Reads, and writes nothing.
import { declare } from '../compile.ts';
import type { Expiry } from '../config/declarations.ts';
import { AccessError, hasErrors } from '../diagnostics/diagnostic.ts';
import { declaredLive } from '../doctor/checks.ts';
import { examine, findingsOf } from '../doctor/doctor.ts';
import { factsOf, type TokenDate } from '../doctor/facts.ts';
import { loadConfig } from '../gather.ts';
import { instantAt } from '../instant.ts';
import { optional } from '../optional.ts';
import type { Located } from '../source/value.ts';
import { connected } from './connecting.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';

export async function doctor(host: Host, _words: readonly string[], options: Options): Promise<number> {
  const config = await configIfAny(host, options);
  if (config !== undefined && hasErrors(config.diagnostics)) {
    printFindings(host, config.diagnostics, config.sources);
    return 1;
  }
  const declarations = config?.value.declarations ?? NO_FILES.value.declarations;
  const { settings } = declarations;
  const groups = [...declarations.groups.values()];
  // The sandbox has an instance of its own, whatever the files say.
  const instanceArn = options.sandbox === true ? undefined : settings.identityCenter.instanceArn?.value;
  const expected = { asOf: host.now(), groups, ...optional({ instanceArn }) };
  const examination = await connected(host, { declarations, options }, async ({ identityCenter }) => {
    const health = await identityCenter.readHealth({
      groupsToCount: (live) => declaredLive(live, groups).map(({ id }) => id),
      ...optional({ instanceArn }),
    });
    const facts = factsOf(health, {
      asOf: expected.asOf,
      groups,
      ...optional({ token: tokenOf(settings.entra.tokenCreated) }),
    });
    return examine(facts, { ...expected, levels: settings.diagnostics });
  });
  await printResult(
    host,
    { kind: 'examination', value: { examination, asSetup: options.setup === true } },
    options.format,
  );
  return hasErrors(findingsOf(examination)) ? 1 : 0;
}

const NO_FILES = declare({ documents: [], policies: [], incomplete: false });

/** The set-up may come before the first file: then AWS alone is looked at. A folder that was asked for must be there. */
async function configIfAny(host: Host, { dir }: Options) {
  try {
    return await loadConfig(dir, host.cwd);
  } catch (error) {
    const code = error instanceof AccessError ? error.diagnostic.code : undefined;
    if (dir !== 'access' || (code !== 'yaml/no-folder' && code !== 'yaml/no-files')) throw error;
    host.stderr.write(`there is no config folder ${dir}: what files would say is not known\n`);
    return undefined;
  }
}

const DAY_MS = 86_400_000;

/** An expiry is at the end of its day; a token was made at some time of it, so its age is counted from the beginning. */
function tokenOf(written: Located<Expiry> | undefined): TokenDate | undefined {
  if (written === undefined) return undefined;
  const { value, span } = written;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value.text);
  return { createdAt: instantAt(value.at - (isDay ? DAY_MS : 0)), span };
}
