// A sandbox in this process, and the AWS adapter pointed at it: everything between the two is the real wire.
import type { Connection, SandboxChoice } from './commands/host.ts';
import { AccessError } from './diagnostics/diagnostic.ts';
import { diagnose } from './diagnostics/rules.ts';
import type { IdentityCenter } from './provider/identity-center.ts';
import { parseSeed, type Sandbox, SandboxError, startSandbox } from './sandbox/index.ts';

/** What the adapter needs to speak to it. Nothing is waited for that a real service would need. */
export interface SandboxEndpoint {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly rates: Readonly<Record<'sso-admin' | 'identitystore' | 'organizations', number>>;
  readonly pollInterval: number;
}

const UNLIMITED = 1_000_000;

export async function connectSandbox(
  { stateFile, seed }: SandboxChoice,
  adapter: (endpoint: SandboxEndpoint) => IdentityCenter,
): Promise<Connection> {
  const sandbox = await started(() =>
    startSandbox({ stateFile, ...(seed === undefined ? {} : { seed: parseSeed(seed.text, seed.name) }) }),
  );
  const identityCenter = adapter({
    endpoint: sandbox.url,
    region: sandbox.state.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    rates: { 'sso-admin': UNLIMITED, identitystore: UNLIMITED, organizations: UNLIMITED },
    pollInterval: 5,
  });
  return { identityCenter, close: () => sandbox.close() };
}

async function started(start: () => Promise<Sandbox>): Promise<Sandbox> {
  try {
    return await start();
  } catch (cause) {
    if (!(cause instanceof SandboxError)) throw cause;
    throw new AccessError(diagnose('cli/sandbox', { problem: cause.message.replaceAll(/\s*\n\s*/g, '; ') }), { cause });
  }
}
