// Writes of applications: who is assigned, and whether anybody has to be. Each is one call, which is carried out when it is answered.
import type { AssignmentChange, ResourceChange } from '../../plan/change.ts';
import { accountOfApplication, labelOf, labelsOf, requiresAssignment } from '../../state/applications.ts';
import type { AccountId, Principal } from '../../state/state.ts';
import { isFailure } from '../errors.ts';
import type { Outcome } from '../identity-center.ts';
import type { Aws } from './client.ts';
import { readRequirement } from './read-applications.ts';
import { isOrphan } from './write-assignment.ts';
import type { Session } from './session.ts';
import { eventually, settled } from './settle.ts';
import type { Writing } from './writing.ts';

const DONE: Outcome = { status: 'done' };
const ALREADY: Outcome = { status: 'already' };
const GONE: Outcome = { status: 'not-sent', reason: 'there is no such application any more' };

interface ApplicationPlace {
  readonly label: string;
  readonly account: AccountId;
}

/** Of an application that was there when live was read. Undefined: it was not. */
async function arnOf({ applications }: Session, { label, account }: ApplicationPlace): Promise<string | undefined> {
  const labels = labelsOf(await applications.get());
  return [...labels].find(([arn, other]) => other === label && accountOfApplication(arn) === account)?.[0];
}

const inputOf = (ApplicationArn: string, { type, id }: Principal) =>
  ({ ApplicationArn, PrincipalId: id, PrincipalType: type === 'group' ? 'GROUP' : 'USER' }) as const;

export async function writeApplicationAssignment(writing: Writing, change: AssignmentChange): Promise<Outcome> {
  const { permissionSet, account, principal } = change.assignment;
  const arn = await arnOf(writing.session, { label: labelOf(permissionSet), account });
  if (arn === undefined) return change.action === 'delete' ? ALREADY : GONE;
  return change.action === 'create' ? assign(writing, arn, principal) : withdraw(writing, arn, change);
}

/** CreateApplicationAssignment of what is there is a ConflictException, as is an operation that is in the way: looked at before, so that it is neither. */
async function assign(writing: Writing, arn: string, principal: Principal): Promise<Outcome> {
  const { session } = writing;
  const input = inputOf(arn, principal);
  const isThere = () => isAssigned(session.aws, input);
  if (await isThere()) return ALREADY;
  try {
    await settled(session, () => writing.change('CreateApplicationAssignment', input), isThere);
    return DONE;
  } catch (error) {
    // Somebody else was faster.
    if (isFailure(error, 'already-exists', 'conflict-in-progress') && (await isThere())) return ALREADY;
    throw error;
  }
}

/** Of an orphan's principal it is asked again whether it exists: a plan that read too early took it for gone. */
async function withdraw(
  writing: Writing,
  arn: string,
  { assignment, deleteReason }: Pick<AssignmentChange, 'assignment' | 'deleteReason'>,
): Promise<Outcome> {
  const { session } = writing;
  const { principal } = assignment;
  if (deleteReason === 'orphan' && !(await isOrphan(writing, assignment)))
    return { status: 'not-sent', reason: `the ${principal.type} \`${principal.id}\` exists by now` };
  const input = inputOf(arn, principal);
  const isGone = async () => !(await isAssigned(session.aws, input));
  try {
    await settled(session, () => writing.change('DeleteApplicationAssignment', input), isGone);
    return DONE;
  } catch (error) {
    if (isFailure(error, 'not-found') && (await isGone())) return ALREADY;
    throw error;
  }
}

async function isAssigned(aws: Aws, input: ReturnType<typeof inputOf>): Promise<boolean> {
  try {
    await aws.call('sso-admin', 'DescribeApplicationAssignment', input);
    return true;
  } catch (error) {
    if (isFailure(error, 'not-found')) return false;
    throw error;
  }
}

/** PutApplicationAssignmentConfiguration; live is read right before, so that what is so already is told as that. */
export async function writeApplicationSettings(
  writing: Writing,
  { resource: { name: label, account }, after }: ResourceChange,
): Promise<Outcome> {
  const { session } = writing;
  const AssignmentRequired = requiresAssignment(after);
  const arn = account && (await arnOf(session, { label, account }));
  if (arn === undefined || AssignmentRequired === undefined) return GONE;
  const isSo = async () => (await readRequirement(session.aws, arn)) === AssignmentRequired;
  if (await isSo()) return ALREADY;
  const input = { ApplicationArn: arn, AssignmentRequired };
  await settled(session, () => writing.change('PutApplicationAssignmentConfiguration', input), isSo);
  return (await eventually(session, isSo))
    ? DONE
    : { status: 'unknown', reason: 'Identity Center took the setting and does not show it' };
}
