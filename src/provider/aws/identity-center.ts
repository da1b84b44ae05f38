// The port over AWS: reads and writes IAM Identity Center through the SDK. The sandbox is reached the same way, by its endpoint.
import { optional } from '../../optional.ts';
import type { SamlAccount, SamlRolesQuery } from '../../state/saml-roles.ts';
import type { AccountId } from '../../state/state.ts';
import { toAccessError } from '../errors.ts';
import type { AssignmentsReading, IdentityCenter, Limits } from '../identity-center.ts';
import { SESSION_SECONDS } from './assumed-role.ts';
import { type ClientOptions, createClient, DEFAULT_RATES, type Rates, type Wait } from './client.ts';
import { type Clock, systemClock } from './clock.ts';
import { countInProgress, statusQueries } from './operation-status.ts';
import { createPoller } from './poller.ts';
import type { Progress } from './progress.ts';
import { provisionTogether } from './provision-together.ts';
import { readAccountPolicies } from './read-account-policies.ts';
import { readDirectory } from './read-directory.ts';
import { readHealth } from './read-health.ts';
import { readManagedPolicies } from './read-managed-policies.ts';
import { emptyGroupsAmong, readMembers } from './read-members.ts';
import { readRecordedCalls } from './read-recorded-calls.ts';
import { readRoleUse } from './read-role-use.ts';
import { readSamlRoles, samlSessionIn } from './read-saml-roles.ts';
import { readDefinitionNamed, readPairs, readState } from './read-state.ts';
import { requestSent } from './request-sent.ts';
import { createSenders, type SdkOptions } from './sdk.ts';
import { openSession, type Session } from './session.ts';
import { write } from './write.ts';
import { type SamlSession, WRITES } from './write-saml-roles.ts';

export interface AwsOptions extends SdkOptions {
  /** The instance that the files are written for; any other is refused. */
  readonly instanceArn?: string;
  readonly clock?: Clock;
  /** In place of the SDK. */
  readonly senderOf?: ClientOptions['senderOf'];
  /** In [0, 1). */
  readonly random?: () => number;
  /** Calls a second, by bucket. */
  readonly rates?: Partial<Rates>;
  /** Milliseconds that asynchronous operations are taken to last until one has told: 2,000. */
  readonly expectedOperation?: number;
  /** Asynchronous operations at once: 15, or fewer. */
  readonly inFlight?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** A call is being repeated. */
  readonly onWait?: (wait: Wait) => void;
  /** Aborted: the run is to stop, so nothing is repeated for more than a moment. */
  readonly signal?: AbortSignal;
}

/** AWS documents 15 outstanding CreateAccountAssignment calls, 10 in older text; one role at a time in an account; 3 ProvisionPermissionSet calls. */
const LIMITS: Limits = { inFlight: 15, perAccount: 1, perSet: 1, provisioning: 3, perTarget: 15 };
/** Once the service has refused one. */
const IN_FLIGHT_AFTER_REFUSAL = 10;

/** Makes no call and loads no SDK until something is asked. */
export function awsIdentityCenter(options: AwsOptions = {}): IdentityCenter {
  const { clock = systemClock, random = Math.random, rates, expectedOperation = 2_000, onProgress } = options;
  const aws = createClient({
    senderOf: options.senderOf ?? createSenders(sdkOptions(options)),
    clock,
    random,
    rates: { ...DEFAULT_RATES, ...rates },
    ...optional({ signal: options.signal, onWait: options.onWait }),
  });
  const session = openSession({ aws, clock, signal: options.signal, configuredInstance: options.instanceArn });
  const queries = statusQueries(aws, session.instanceArn);
  const poller = createPoller({ queries, clock, expected: expectedOperation });
  let inFlight = Math.max(1, Math.min(options.inFlight ?? LIMITS.inFlight, LIMITS.inFlight));
  const onTooMany = (): Promise<void> | undefined => {
    inFlight = Math.min(inFlight, IN_FLIGHT_AFTER_REFUSAL);
    return poller.placeFreed();
  };
  let assignments: AssignmentsReading | undefined;
  const onAssignments = (how: AssignmentsReading): void => {
    assignments = how;
  };
  const saml = samlSessions(session);
  const writer = { session, poller, onTooMany, saml: saml.of };
  return {
    limits: {
      ...LIMITS,
      get inFlight() {
        return inFlight;
      },
    },
    begin: () => requestSent(() => session.callerContext.get()),
    readDirectory: (needs) => withAccessErrors(readDirectory(session, needs)),
    readState: (scope, stop) =>
      withAccessErrors(readState(session, scope, { onAssignments, ...optional({ onProgress, signal: stop }) })),
    readPairs: (pairs) => withAccessErrors(readPairs(session, pairs, onProgress)),
    readDefinition: (name) => withAccessErrors(readDefinitionNamed(session, name)),
    readManagedPolicies: (known) => withAccessErrors(readManagedPolicies(session, known)),
    readAccountPolicies: (query) => withAccessErrors(readAccountPolicies(session, query, onProgress)),
    readSamlRoles: (query) => {
      saml.know(query);
      return withAccessErrors(readSamlRoles(session, query, onProgress));
    },
    readRoleUse: (query) => withAccessErrors(readRoleUse(session, query, onProgress)),
    readRecordedCalls: (query) => withAccessErrors(readRecordedCalls(session, query)),
    readHealth: (query) => withAccessErrors(readHealth(aws, query)),
    emptyGroupsAmong: (groups) => withAccessErrors(emptyGroupsAmong(session, groups)),
    readMembers: (groups) => withAccessErrors(readMembers(session, groups, onProgress)),
    callCounts: aws.counts,
    usage: () => ({
      calls: aws.usage(),
      ...optional({ assignments }),
      inFlight: { most: poller.mostFollowed(), limit: inFlight },
      operations: poller.medians(),
    }),
    operationsInProgress: () => withAccessErrors(session.instanceArn().then((arn) => countInProgress(aws, arn))),
    provisionTogether: (accounts) => withAccessErrors(provisionTogether(writer, accounts)),
    apply: (operation, applyOptions = {}) => write(writer, operation, applyOptions),
  };
}

/** Half of the shortest session: none ends under a write. */
const SESSION_MS = (SESSION_SECONDS / 2) * 1_000;

/** Sessions in accounts, by the roles that the last query named; one for each account and a few minutes. */
function samlSessions(session: Session) {
  const { aws, clock, callerContext } = session;
  const accounts = new Map<AccountId, SamlAccount>();
  const open = new Map<AccountId, { readonly until: number; readonly session: Promise<SamlSession> }>();
  const begun = async ({ account, by, provider }: SamlAccount): Promise<SamlSession> => {
    const { partition } = (await callerContext.get()).instance;
    return { iam: await samlSessionIn(aws, { account, by, partition, actions: WRITES }), partition, provider };
  };
  return {
    know(query: SamlRolesQuery): void {
      for (const each of query.accounts) accounts.set(each.account, each);
    },
    of(account: AccountId): Promise<SamlSession> {
      const present = open.get(account);
      if (present !== undefined && clock.now() < present.until) return present.session;
      const wanted = accounts.get(account);
      // INVARIANT: nothing is planned for an account that was not read.
      if (wanted === undefined) throw new Error(`bug: no role is known by which ${account} is written`);
      const made = begun(wanted);
      open.set(account, { until: clock.now() + SESSION_MS, session: made });
      made.catch(() => open.delete(account));
      return made;
    },
  };
}

const sdkOptions = ({ region, endpoint, credentials, answerTimeout }: AwsOptions): SdkOptions => ({
  ...optional({ region, endpoint, credentials, answerTimeout }),
});

/** Failed calls leave the adapter as diagnostics. */
async function withAccessErrors<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw toAccessError(error);
  }
}
