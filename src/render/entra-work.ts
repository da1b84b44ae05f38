// What there is to do in Entra for accounts that are federated by SAML. Names of groups are from outside.
import { counted } from '../diagnostics/wording.ts';
import type { AppRoleStep } from '../saml/app-roles.ts';
import type { AppRoleGrant, EntraWork } from '../saml/entra-work.ts';
import { canonicalDuration } from '../state/duration.ts';
import { groupBy } from '../state/group-by.ts';
import { type Block, type Document, group, heading, type Item, list, paragraph } from './document.ts';
import { joined, listed, type Phrase, phrase, quiet, say } from './phrase.ts';

export interface EntraWorks {
  readonly works: readonly EntraWork[];
  /** Paths of the files that were written. */
  readonly written: readonly string[];
}

export function entraWorkDocument({ works, written }: EntraWorks): Document {
  return [
    ...works.map((work) => group(heading(phrase`Application ${work.application.name}`), applicationBlocks(work))),
    ...(written.length === 0
      ? []
      : [group(heading(say('Written')), [list(written.map((path) => ({ phrase: phrase`${path}` })))])]),
    paragraph(
      quiet(
        say(
          written.length === 0
            ? 'access writes nothing in Entra; `--to <folder>` makes the files for whoever does'
            : 'access writes nothing in Entra: whoever administers the application does, with these files, after access apply',
        ),
      ),
    ),
  ];
}

function applicationBlocks(work: EntraWork): readonly Block[] {
  const { application, assignments } = work;
  const { add, kept, remove } = assignments;
  const rows = [
    ...(application.servicePrincipalId === undefined
      ? []
      : [{ label: say('service principal'), values: [phrase`${application.servicePrincipalId}`] }]),
    { label: say('app roles'), values: [appRolesPhrase(work)] },
    {
      label: say('claims'),
      values: [
        say(
          `Role, RoleSessionName (user principal name), SessionDuration ${canonicalDuration(application.sessionDuration)}`,
        ),
      ],
    },
    ...(kept === undefined ? [] : [{ label: say('assignments'), values: [say(`${kept} as granted`)] }]),
  ];
  const removed = remove.map(
    ({ displayName, principalId, appRoleId, appRole = appRoleId }): Item => ({
      mark: [{ kind: 'mark', sign: '-', tone: 'loss' }],
      phrase: phrase`${displayName} (${principalId}) from ${appRole}`,
    }),
  );
  return [
    { kind: 'facts', colons: true, rows },
    ...titled('App roles', (work.merged?.steps ?? []).flatMap(stepItem)),
    ...titled(kept === undefined ? 'Who gets in by assignment' : 'To assign', assignedItems(add)),
    ...titled('To take away', removed),
  ];
}

const titled = (title: string, items: readonly Item[]): readonly Block[] =>
  items.length === 0 ? [] : [group(heading(say(title)), [list(items)])];

function appRolesPhrase({ application, merged, unsure }: EntraWork): Phrase {
  const { roles, roleSync } = application;
  const wanted = counted(roles.length, 'role');
  if (roleSync === 'import')
    return say(
      `${wanted}, imported by provisioning: nothing else may write them (in Entra up to 40 minutes after apply)`,
    );
  if (merged === undefined) return say(`${wanted}; what the application has was not read`);
  const others = merged.others === 0 ? '' : `, beside ${merged.others} of others`;
  if (unsure.length === 0) return say(`${wanted}${others}`);
  const stay = unsure.length === 1 ? 'stays, for a grant may give it' : 'stay, for grants may give them';
  return phrase`${say(`${wanted}${others}; `)}${listed(unsure, 3)} ${say(`${stay} in accounts that the files do not tell`)}`;
}

const STEPS = {
  add: { sign: '+', tone: 'gain', words: 'is added' },
  update: { sign: '~', tone: 'good', words: 'is updated' },
  disable: { sign: '-', tone: 'loss', words: 'is disabled; a later run takes it away' },
  remove: { sign: '-', tone: 'loss', words: 'is disabled already, and goes' },
} as const;

function stepItem({ action, appRole }: AppRoleStep): readonly Item[] {
  if (action === 'keep') return [];
  const { sign, tone, words } = STEPS[action];
  return [
    {
      mark: [{ kind: 'mark', sign, tone }],
      phrase: phrase`${appRole.displayName ?? appRole.id} ${say(words)}`,
      notes: [phrase`${appRole.value ?? ''}`],
    },
  ];
}

/** Those of one role together. */
function assignedItems(grants: readonly AppRoleGrant[]): readonly Item[] {
  return [...groupBy(grants, ({ role }) => role.value).values()].map((same): Item => {
    const { role } = same[0]!;
    const who = same.map(({ grantee: { kind, displayName } }) => phrase`${say(kind)} ${displayName}`);
    const where =
      role.accountName === role.account ? phrase`${role.account}` : phrase`${role.accountName} (${role.account})`;
    return {
      mark: [{ kind: 'mark', sign: '+', tone: 'gain' }],
      phrase: phrase`${joined(who)} ${say(who.length === 1 ? 'takes' : 'take')} ${role.name} in ${where}`,
    };
  });
}
