// What `access wait` says while it waits: which groups, at which step, and what a person can do meanwhile.
import { type GroupStep, stepText } from '../diagnostics/group-step.ts';
import { counted } from '../diagnostics/wording.ts';
import { type Block, type Document, list, paragraph } from './document.ts';
import { prose, quiet, say, toned } from './phrase.ts';

export interface WaitingGroups {
  readonly groups: readonly WaitingGroup[];
  /** Milliseconds. */
  readonly left: number;
  /** What would provision one of them at once. */
  readonly demand?: Demand;
}

export interface WaitingGroup {
  readonly key: string;
  readonly displayName: string;
  /** Undefined: Entra was not asked, or the pin is no object id. */
  readonly step?: GroupStep;
}

/** Provision on demand, of Microsoft Graph. Only ids of a form that no shell reads anything into. */
export interface Demand {
  readonly servicePrincipal: string;
  readonly job: string;
  readonly group: string;
}

export function waitingDocument({ groups, left, demand }: WaitingGroups): Document {
  return [
    paragraph(say(`waiting for ${counted(groups.length, 'group')}, ${Math.ceil(left / 60_000)} min left`)),
    list(
      groups.map(({ key, displayName, step }) => ({
        mark: toned('warning', say('…')),
        phrase: say(key === displayName ? key : `${key} (${displayName})`),
        notes: [prose(step === undefined ? 'it is not in Identity Center yet' : stepText(step))],
      })),
    ),
    ...(demand === undefined ? [] : demandBlocks(demand)),
  ];
}

/** "synchronizationJob: provisionOnDemand", for a person with Synchronization.ReadWrite.All, in the global cloud. It is never run. */
function demandBlocks({ servicePrincipal, job, group }: Demand): readonly Block[] {
  const at = `https://graph.microsoft.com/v1.0/servicePrincipals/${servicePrincipal}/synchronization/jobs/${job}`;
  const body = JSON.stringify({
    parameters: [{ ruleId: 'RULE', subjects: [{ objectId: group, objectTypeName: 'Group' }] }],
  });
  const lines = [
    `az rest --method GET --url '${at}/schema' --query 'synchronizationRules[].id'`,
    `az rest --method POST --url '${at}/provisionOnDemand' --headers 'Content-Type=application/json' --body '${body}'`,
  ];
  return [
    paragraph(
      quiet(
        say('to have one provisioned at once, with up to five members, a person can run, with the id of the rule:'),
      ),
    ),
    { kind: 'code', language: 'sh', lines: lines.map((text) => ({ mark: '', text })) },
  ];
}
