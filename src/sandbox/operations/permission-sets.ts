// sso-admin: permission sets themselves: their names, descriptions, session durations and relay states.
import { optional } from '../../optional.ts';
import { isBusy } from '../async.ts';
import { guardManagementAccount } from '../callers.ts';
import { seconds } from '../clock.ts';
import { conflict, overlapping, quotaExceeded, validation } from '../errors.ts';
import { hex } from '../ids.ts';
import { putPermissionSet, redefine, removePermissionSet } from '../mutations.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import {
  instanceArn,
  pagedBy100,
  permissionSetArn,
  permissionSetDescription,
  permissionSetName,
  relayState,
  sessionDuration,
  tags,
} from '../shapes.ts';
import { nextNumber, type PermissionSet } from '../state.ts';
import { requireEditable, requireInstance, requirePermissionSet } from './resources.ts';
import { checkedTags } from './tags.ts';

/** The quota of permission sets in an instance. */
const MOST_PERMISSION_SETS = 3500;

/** The session duration when CreatePermissionSet names none: one hour. */
export const DEFAULT_SESSION = 'PT1H';

const onPermissionSet = { InstanceArn: instanceArn, PermissionSetArn: permissionSetArn };

const properties = {
  'Description?': permissionSetDescription,
  'SessionDuration?': sessionDuration,
  'RelayState?': relayState,
};

export const PERMISSION_SETS: Operations = {
  ListPermissionSets: reads({ InstanceArn: instanceArn, ...pagedBy100 }, (call, input) => {
    requireInstance(call, input.InstanceArn);
    return page(call, input, {
      key: 'PermissionSets',
      items: call.state.permissionSets.keys(),
      show: (arn) => arn,
    });
  }),
  DescribePermissionSet: reads(onPermissionSet, (call, input) => ({
    PermissionSet: shown(requirePermissionSet(call, input)),
  })),
  CreatePermissionSet: writes(
    { InstanceArn: instanceArn, Name: permissionSetName, ...properties, 'Tags?': tags },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      checkSessionDuration(input.SessionDuration);
      const { state } = call;
      if (state.permissionSetsByName.has(input.Name)) {
        throw conflict(`PermissionSet with name ${input.Name} already exists.`);
      }
      if (state.permissionSets.size >= MOST_PERMISSION_SETS) {
        throw quotaExceeded(
          `You have exceeded AWS SSO limits. Cannot create more than ${MOST_PERMISSION_SETS} PermissionSet.`,
        );
      }
      const set: PermissionSet = {
        arn: newArn(call, input.Name),
        name: input.Name,
        createdAt: state.now,
        ...optional({ description: input.Description }),
        definition: {
          revision: 1,
          sessionDuration: input.SessionDuration ?? DEFAULT_SESSION,
          ...optional({ relayState: input.RelayState }),
          managedPolicies: [],
          customerManagedPolicies: [],
        },
        tags: checkedTags(new Map(), input.Tags ?? []),
        pairs: new Map(),
      };
      putPermissionSet(state, set);
      return { PermissionSet: shown(set) };
    },
  ),
  UpdatePermissionSet: writes({ ...onPermissionSet, ...properties }, (call, input) => {
    const set = requireEditable(call, input);
    checkSessionDuration(input.SessionDuration);
    // An omitted RelayState is cleared (hashicorp/terraform-provider-aws#17411); so, it is taken, is a Description.
    const describedAnew = set.description !== input.Description;
    if (input.Description === undefined) delete set.description;
    else set.description = input.Description;
    const kept = call.settings.omittedSessionDuration === 'keeps' ? set.definition.sessionDuration : DEFAULT_SESSION;
    const duration = input.SessionDuration ?? kept;
    const { definition } = set;
    const changed = duration !== definition.sessionDuration || input.RelayState !== definition.relayState;
    if (changed || (describedAnew && call.settings.descriptionOutdates)) {
      redefine(set, { sessionDuration: duration, relayState: input.RelayState });
    }
    return {};
  }),
  DeletePermissionSet: writes(onPermissionSet, (call, input) => {
    const set = requirePermissionSet(call, input);
    guardManagementAccount(call, set);
    if (set.pairs.size > 0 || isLetGo(call, set)) {
      throw conflict('Could not delete because PermissionSet has ApplicationProfile associated with it.');
    }
    if (isBusy(call.state, set.arn)) throw overlapping();
    removePermissionSet(call.state, set);
    return {};
  }),
};

/** The permission set has left its last account so recently that DeletePermissionSet has not heard of it. */
const isLetGo = ({ state, settings }: Call, { releasedAt }: PermissionSet): boolean =>
  releasedAt !== undefined && state.now < releasedAt + settings.deletionConflictMs;

function newArn(call: Call, name: string): string {
  const { state } = call;
  const instance = state.instanceArn.slice(state.instanceArn.lastIndexOf('/') + 1);
  const id = hex(16, 'permission-set', instance, name, nextNumber(state));
  return `arn:${state.partition}:sso:::permissionSet/${instance}/ps-${id}`;
}

const shown = (set: PermissionSet): Output => ({
  Name: set.name,
  PermissionSetArn: set.arn,
  ...optional({ Description: set.description }),
  CreatedDate: seconds(set.createdAt),
  SessionDuration: set.definition.sessionDuration,
  ...optional({ RelayState: set.definition.relayState }),
});

const DURATION = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/;

/** The pattern takes any ISO-8601 duration; the service takes one hour to twelve. */
export function isSessionDuration(duration: string): boolean {
  const [, hours = '0', minutes = '0', rest = '0'] = DURATION.exec(duration) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  return total >= 3600 && total <= 43_200;
}

function checkSessionDuration(duration: string | undefined): void {
  if (duration === undefined || isSessionDuration(duration)) return;
  throw validation('Session duration must be between PT1H and PT12H.');
}
