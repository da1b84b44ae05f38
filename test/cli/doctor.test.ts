// The doctor where one of its two sides does not answer.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnostics/diagnose.ts';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import { type Entra, unreachableEntra } from '../../src/provider/entra.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import { access, NOW } from '../support/host.ts';
import { tenantOf } from '../support/tenant.ts';

const cwd = fileURLToPath(new URL('orchard', import.meta.url));
const identityCenter = {
  readHealth: async () => {
    throw new AccessError(diagnose('provider/no-credentials', { detail: 'no profile' }));
  },
} as unknown as IdentityCenter;

const doctor = (entra: Entra, ...argv: readonly string[]) =>
  access(['doctor', ...argv], { cwd, aws: async () => ({ identityCenter, entra, close: async () => {} }) });

const ANSWERING: Entra = { read: async () => tenantOf(NOW, { groups: [], application: { enabled: false } }) };

test('what Entra says is told although AWS does not answer, and of AWS nothing passes', async () => {
  const { exitCode, stdout, stderr } = await doctor(ANSWERING, '--format', 'json');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('error[provider/no-credentials]');
  const { checks, caller } = JSON.parse(stdout) as {
    readonly caller?: unknown;
    readonly checks: readonly {
      readonly code: string;
      readonly status: string;
      readonly missing?: readonly object[];
    }[];
  };
  const statusOf = (code: string) => checks.find((check) => check.code === code)?.status;
  expect(caller).toBeUndefined();
  expect(statusOf('doctor/application-disabled')).toBe('failed');
  expect(statusOf('doctor/no-instance')).toBe('unknown');
  expect(checks.filter(({ code }) => /instance|region|fence|trusted|control/.test(code))).toSatisfy(
    (those: typeof checks) => those.length > 8 && those.every(({ status }) => status === 'unknown'),
  );
  expect((await doctor(ANSWERING)).stdout).toContain('Identity Center could not be asked');
});

test('where nobody answers, the failure of AWS is all that there is to tell', async () => {
  const { exitCode, stdout, stderr } = await doctor(unreachableEntra('no tenant'));
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr.match(/error\[/g)).toHaveLength(1);
});
