// A sandbox in this process, and the adapters of AWS and of Microsoft Graph pointed at it: everything in between is the real wire.
import type { Connection, Host, SandboxChoice } from './commands/host.ts';
import { startChosen } from './commands/sandbox-start.ts';
import { instantAt } from './instant.ts';
import { type Entra, unreachableEntra } from './provider/entra.ts';
import type { IdentityCenter } from './provider/identity-center.ts';

/** What the adapter needs to speak to it. Nothing is waited for that a real service would need. */
export interface SandboxEndpoint {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly rates: Readonly<
    Record<'sso-admin' | 'identitystore' | 'organizations' | 'iam' | 'sts' | 'cloudtrail', number>
  >;
  readonly expectedOperation: number;
}

const UNLIMITED = 1_000_000;

export const WITHOUT_TENANT = unreachableEntra('the sandbox has no tenant of Entra: its seed has no `entra`');

export async function connectSandbox(
  choice: SandboxChoice,
  onLock: Host['temporary'],
  adapters: {
    readonly identityCenter: (endpoint: SandboxEndpoint) => IdentityCenter;
    /** By the origin of its Graph. */
    readonly entra: (origin: string) => Entra;
  },
): Promise<Connection> {
  const sandbox = await startChosen(choice, onLock);
  const identityCenter = adapters.identityCenter({
    endpoint: sandbox.url,
    region: sandbox.state.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    rates: {
      'sso-admin': UNLIMITED,
      identitystore: UNLIMITED,
      organizations: UNLIMITED,
      iam: UNLIMITED,
      sts: UNLIMITED,
      cloudtrail: UNLIMITED,
    },
    expectedOperation: 10,
  });
  const entra = sandbox.entraUrl === undefined ? WITHOUT_TENANT : adapters.entra(sandbox.entraUrl);
  return { identityCenter, entra, now: () => instantAt(sandbox.state.now), close: sandbox.close };
}
