// An application of the Identity Center: who is granted it by the files, who is assigned in live, and whether anybody has to be.
import type { ApplicationDeclaration, Declarations, GrantDeclaration } from '../config/declarations.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { nameIn } from '../holdings/names.ts';
import type { Instant } from '../instant.ts';
import { optional } from '../optional.ts';
import { type ApplicationResolution, resolveApplications } from '../resolve/applications.ts';
import { requiresAssignment, settingsAddress } from '../state/applications.ts';
import type { Directory } from '../state/directory.ts';
import { matchesGlob } from '../state/glob.ts';
import type { Live } from '../state/live.ts';
import { type Principal, principalKey } from '../state/state.ts';
import type { Accesses } from './accesses.ts';

export interface ApplicationExplanation {
  readonly key: string;
  readonly declaration: ApplicationDeclaration;
  /** Absent: nobody has looked. */
  readonly live?: LiveApplication;
  /** In order of their names. */
  readonly uses: readonly ApplicationUse[];
}

type LiveApplication =
  | { readonly found: true; readonly label: string; readonly account: string; readonly assignmentRequired?: boolean }
  | { readonly found: false; readonly reason: string };

export interface ApplicationUse {
  readonly principal: Principal;
  readonly name: string;
  /** That ask for it, and have not ended. */
  readonly grants: readonly GrantDeclaration[];
  /** Whether it is assigned. Absent: nobody has looked. */
  readonly isAssigned?: boolean;
}

export interface ApplicationInputs {
  readonly declarations: Pick<Declarations, 'applications' | 'grants' | 'groups'>;
  readonly accesses: Pick<Accesses, 'principalOf' | 'names'>;
  readonly asOf: Instant;
  /** Absent: nobody has looked. */
  readonly side?: { readonly directory: Directory; readonly live: Live };
}

/** All that are declared by the key or the name of the word, or match its glob. */
export function applicationsNamed(word: string, inputs: ApplicationInputs): readonly ApplicationExplanation[] {
  const budget = { steps: MOST_STEPS };
  const isMeant = ({ key: { value: key }, reference: { value: name } }: ApplicationDeclaration) =>
    key === word || name === word || (/[*?]/.test(word) && matchesGlob(word, key, budget));
  return explained(inputs, isMeant);
}

const MOST_STEPS = 1_000_000;

/** Those that somebody is granted, or assigned to, with that alone. */
export function applicationsOf(principal: Principal, inputs: ApplicationInputs): readonly ApplicationExplanation[] {
  return explained(inputs, () => true).flatMap((each) => {
    const uses = each.uses.filter((use) => principalKey(use.principal) === principalKey(principal));
    return uses.length === 0 ? [] : [{ ...each, uses }];
  });
}

/** Keys near to one that nothing has. */
export const applicationsNear = (word: string, { declarations }: ApplicationInputs): readonly string[] =>
  nearest(word, [...declarations.applications.keys()]);

function explained(
  inputs: ApplicationInputs,
  isMeant: (declaration: ApplicationDeclaration) => boolean,
): readonly ApplicationExplanation[] {
  const { declarations, side } = inputs;
  const resolved = side && resolveApplications(declarations, side.directory).applications;
  return [...declarations.applications]
    .filter(([, declaration]) => isMeant(declaration))
    .map(([key, declaration]) => {
      const resolution = resolved?.get(key);
      return {
        key,
        declaration,
        ...optional({ live: resolution && side && liveOf(resolution, side.live) }),
        uses: usesOf(key, resolution, inputs),
      };
    });
}

function liveOf(resolution: ApplicationResolution, { state }: Live): LiveApplication {
  if (resolution.status === 'missing') return { found: false, reason: resolution.holdReason.reason };
  const { label, account } = resolution;
  const settings = state.resources?.get(settingsAddress(label, account));
  return { found: true, label, account, ...optional({ assignmentRequired: requiresAssignment(settings) }) };
}

function usesOf(
  key: string,
  resolution: ApplicationResolution | undefined,
  { declarations, accesses, asOf, side }: ApplicationInputs,
): readonly ApplicationUse[] {
  const uses = new Map<string, { readonly principal: Principal; readonly grants: GrantDeclaration[] }>();
  const useOf = (principal: Principal) => {
    const known = uses.get(principalKey(principal)) ?? { principal, grants: [] };
    uses.set(principalKey(principal), known);
    return known;
  };
  const current = declarations.grants.filter(({ expires }) => expires === undefined || expires.value.at > asOf);
  for (const grant of current.filter(({ applications }) => applications.some(({ value }) => value === key)))
    for (const { value } of grant.groups)
      if (declarations.groups.has(value)) useOf(accesses.principalOf(value)).grants.push(grant);
  const assigned = new Set(
    [...(side?.live.state.assignments.values() ?? [])]
      .filter(({ permissionSet }) => resolution?.status === 'found' && permissionSet === resolution.assigned)
      .map(({ principal }) => principalKey(useOf(principal).principal)),
  );
  return [...uses.values()]
    .map(({ principal, grants }) => ({
      principal,
      name: nameIn(accesses.names.principals, principal.id) ?? principal.id,
      grants,
      ...(side === undefined ? {} : { isAssigned: assigned.has(principalKey(principal)) }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
