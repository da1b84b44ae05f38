// The sandbox's own endpoint beside AWS's: what it is, its faults, its clock and its state. JSON over HTTP under /_sandbox.
import type { IncomingMessage } from 'node:http';
import { isObject } from './constraints.ts';
import { editOf } from './entra/edits.ts';
import type { Tenant } from './entra/tenant.ts';
import { jobWire, timeText, type Wire } from './entra/wire.ts';
import { SandboxError, ServiceError, validation } from './errors.ts';
import { checkFaultPlan, type FaultPlan, faultsOf } from './fault-rules.ts';
import type { Faults } from './faults.ts';
import type { Reply } from './request-reply.ts';
import { filed } from './state-file.ts';
import { edited, pass, type World } from './world.ts';

const CONTROL_PATH = '/_sandbox';

export const isControl = ({ url = '/' }: IncomingMessage): boolean =>
  url === CONTROL_PATH || url.startsWith(`${CONTROL_PATH}/`);

export interface Control {
  readonly answer: (message: IncomingMessage, body: string) => Reply;
}

interface Controlled {
  readonly world: World;
  /** The rules it started with. */
  readonly plan: FaultPlan;
  readonly disturb: (faults: Faults) => void;
  readonly changed: () => void;
  /** Where Microsoft Graph is served. */
  readonly entraUrl: () => string | undefined;
}

/** The longest jump of the virtual clock: a hundred years. */
const LONGEST_JUMP = 100 * 365 * 86_400_000;

export function controlOf({ world, plan: initial, disturb, changed, entraUrl }: Controlled): Control {
  let plan = initial;
  const replan = (next: FaultPlan): FaultPlan => {
    plan = next;
    disturb(faultsOf(plan));
    return plan;
  };
  const routes: Readonly<Record<string, (body: string) => unknown>> = {
    'GET /_sandbox': () => about(world, entraUrl()),
    'GET /_sandbox/state': () => filed(world.state),
    'GET /_sandbox/faults': () => plan,
    'POST /_sandbox/faults': (body) => replan(checkFaultPlan(parsed(body))),
    'DELETE /_sandbox/faults': () => replan({ seed: plan.seed, rules: [] }),
    'POST /_sandbox/clock': (body) => {
      if (pass(world, jumpOf(parsed(body)))) changed();
      return about(world, entraUrl());
    },
    'POST /_sandbox/entra': (body) => {
      edited(world, editOf(parsed(body)));
      changed();
      return about(world, entraUrl());
    },
  };
  return {
    answer: (message, body) => {
      const route = `${message.method} ${message.url}`;
      const run = Object.hasOwn(routes, route) ? routes[route] : undefined;
      if (run === undefined)
        throw new ServiceError('UnknownOperationException', routesText(Object.keys(routes)), {}, 404);
      // A page in a browser can send a form or a plain text here unasked, but no JSON.
      if (message.method === 'POST' && message.headers['content-type']?.split(';')[0] !== 'application/json') {
        throw new ServiceError('UnsupportedMediaTypeException', 'Send application/json.', {}, 415);
      }
      return { status: 200, contentType: 'application/json', body: `${JSON.stringify(answered(() => run(body)))}\n` };
    },
  };
}

const routesText = (routes: readonly string[]): string => `The sandbox has ${routes.join(', ')}.`;

const about = ({ state }: World, entraUrl: string | undefined) => ({
  instanceArn: state.instanceArn,
  identityStoreId: state.identityStoreId,
  region: state.region,
  managementAccount: state.organization.managementAccount,
  now: new Date(state.now).toISOString(),
  ...(state.entra === undefined
    ? {}
    : { entra: { url: entraUrl, tenant: state.entra.id, provisioning: jobsOf(state.entra) } }),
});

const jobsOf = ({ servicePrincipals }: Tenant) =>
  [...servicePrincipals.values()].flatMap(({ id, displayName, job }) =>
    job === undefined
      ? []
      : [
          {
            application: displayName,
            id,
            status: (jobWire(job).status as Wire).code,
            nextCycle: timeText(job.nextCycleAt),
          },
        ],
  );

/** Mistakes in the body are the caller's. */
function answered(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    throw error instanceof SandboxError ? validation(error.message) : error;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new SandboxError('the body is not JSON');
  }
}

function jumpOf(value: unknown): number {
  const milliseconds = isObject(value) ? value.advanceMs : undefined;
  if (typeof milliseconds === 'number' && Number.isInteger(milliseconds)) {
    if (milliseconds >= 0 && milliseconds <= LONGEST_JUMP) return milliseconds;
  }
  throw new SandboxError(`advanceMs must be a whole number from 0 to ${LONGEST_JUMP}`);
}
