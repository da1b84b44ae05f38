// Which services a role's sessions called, by IAM's last accessed data (GenerateServiceLastAccessedDetails): a report that IAM makes in the background, of
// at least the last 400 days, and some hours behind. It costs nothing, and says of attempts, not of what was allowed.
import { instantAt } from '../../instant.ts';
import type { Unchecked } from '../../state/account-policies.ts';
import type { ServicesUse } from '../../state/role-use.ts';
import { type Attempt, attempt } from './assumed-role.ts';
import type { Aws } from './client.ts';
import { collectMarked } from './pages.ts';
import type { Session } from './session.ts';

type Iam = Pick<Aws, 'call'>;

/** A report takes seconds. Milliseconds between looks; after the last of them it is too late. */
const WAITS = [500, 1_000, 2_000, 4_000, 8_000, 15_000] as const;

const LATE: Unchecked = {
  why: 'failed',
  detail: `IAM has not made its report within ${WAITS.reduce<number>((sum, wait) => sum + wait, 0) / 1_000} seconds`,
};

/** Begun for several roles before the first is waited for. */
export const beginReport = (iam: Iam, Arn: string): Promise<Attempt<string>> =>
  attempt(async () => {
    const input = { Arn, Granularity: 'SERVICE_LEVEL' } as const;
    return (await iam.call('iam', 'GenerateServiceLastAccessedDetails', input)).JobId;
  });

/** One call for each look, and one for each thousand services. */
export async function servicesIn(
  iam: Iam,
  { clock, signal, JobId }: Pick<Session, 'clock' | 'signal'> & { readonly JobId: string },
): Promise<ServicesUse> {
  const found = await attempt(async (): Promise<ServicesUse> => {
    for (const wait of WAITS) {
      await clock.sleep(wait, signal);
      const { JobStatus, Error: error } = await iam.call('iam', 'GetServiceLastAccessedDetails', {
        JobId,
        MaxItems: 1,
      });
      if (JobStatus === 'IN_PROGRESS') continue;
      if (JobStatus !== 'COMPLETED')
        return { read: false, why: { why: 'failed', detail: error?.Message ?? `IAM's report is ${JobStatus}` } };
      const services = await collectMarked(iam, {
        operation: 'GetServiceLastAccessedDetails',
        input: { JobId },
        list: 'ServicesLastAccessed',
      });
      return { read: true, allowed: services.length, used: usedOf(services) };
    }
    return { read: false, why: LATE };
  });
  return found.read ? found.value : { read: false, why: found.unchecked };
}

/** The latest first. */
const usedOf = (services: readonly { readonly ServiceNamespace: string; readonly LastAuthenticated?: Date }[]) =>
  services
    .flatMap(({ ServiceNamespace: service, LastAuthenticated: at }) =>
      at === undefined ? [] : [{ service, at: instantAt(at.getTime()) }],
    )
    .sort((a, b) => b.at - a.at || (a.service < b.service ? -1 : 1));
