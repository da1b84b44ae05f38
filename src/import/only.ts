// `--only`: the permission sets that an import is about, by their names or by where and to whom they are assigned.
import { parseSelector } from '../config/selectors.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic, Phase } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Directory } from '../state/directory.ts';
import { matchesGlob } from '../state/glob.ts';
import type { Assignment, PermissionSetName } from '../state/state.ts';
import { type Estate, rolesIn } from './estate.ts';

export interface ChosenSets {
  readonly sets: ReadonlySet<PermissionSetName>;
  /** Those that were named: whatever tool they are of, they are meant. */
  readonly named: ReadonlySet<PermissionSetName>;
}

/** The sets that any of the choices chooses. Undefined: nothing was chosen, so all are meant. */
export function chosenSets(
  texts: readonly string[],
  estate: Estate,
  directory: Directory,
): Phase<ChosenSets | undefined> {
  if (texts.length === 0) return { value: undefined, diagnostics: [] };
  const sets = new Set<PermissionSetName>();
  const named = new Set<PermissionSetName>();
  const diagnostics: Diagnostic[] = [];
  for (const text of texts) {
    const choice = choiceOf(text, estate, directory);
    const found = choice?.sets ?? [];
    for (const name of found) {
      sets.add(name);
      if (choice?.kind === 'set' && choice.pattern === name) named.add(name);
    }
    if (choice === undefined) diagnostics.push(diagnose('cli/only', { text, problem: 'form', nearest: [] }));
    else if (found.length === 0) {
      const near = nearest(choice.pattern, choice.known).map((name) => `${choice.kind}:${name}`);
      diagnostics.push(diagnose('cli/only', { text, problem: 'nothing', nearest: near }));
    }
  }
  return { value: { sets, named }, diagnostics };
}

interface Choice {
  readonly kind: string;
  readonly pattern: string;
  readonly sets: readonly PermissionSetName[];
  /** What could have been meant. */
  readonly known: readonly string[];
}

function choiceOf(text: string, estate: Estate, directory: Directory): Choice | undefined {
  const [, kind = '', pattern = ''] = /^(set|account|group|ou):(.+)$/s.exec(text) ?? [];
  const assignedWhere = (isMeant: (assignment: Assignment) => boolean) => [
    ...new Set(estate.assignments.filter(isMeant).map(({ permissionSet }) => permissionSet)),
  ];
  switch (kind) {
    case 'set': {
      const applications = (estate.applications ?? []).map(({ assigned }) => assigned);
      const known = [...estate.permissionSets.keys(), ...rolesIn(estate), ...applications];
      return { kind, pattern, known, sets: known.filter((name) => matchesGlob(pattern, name)) };
    }
    case 'account': {
      const meant = directory.accounts.filter(({ id, name }) => id === pattern || matchesGlob(pattern, name));
      const ids = new Set(meant.map(({ id }) => id));
      const known = directory.accounts.map(({ name }) => name);
      return { kind, pattern, known, sets: assignedWhere(({ account }) => ids.has(account)) };
    }
    case 'group': {
      const meant = directory.groups.filter(
        ({ id, displayName }) => id === pattern || matchesGlob(pattern, displayName),
      );
      const ids = new Set(meant.map(({ id }) => id));
      const known = directory.groups.map(({ displayName }) => displayName);
      return { kind, pattern, known, sets: assignedWhere(({ principal }) => ids.has(principal.id)) };
    }
    case 'ou':
      return byUnit(text, directory, assignedWhere);
    default:
      return undefined;
  }
}

/** `ou:Path/**` and its other forms, as in grants. */
function byUnit(
  text: string,
  { organizationalUnits: units, accounts }: Directory,
  assignedWhere: (isMeant: (assignment: Assignment) => boolean) => readonly PermissionSetName[],
): Choice | undefined {
  const parsed = parseSelector(text);
  if (!parsed.ok || parsed.selector.kind !== 'organizational-unit' || !units.read) return undefined;
  const { unit, recursive } = parsed.selector;
  const isUnit = ({ id, path }: { readonly id: string; readonly path: string }) =>
    unit.by === 'id' ? id === unit.id : path === unit.path;
  const meant = new Set(units.value.filter(isUnit).map(({ id }) => id));
  const isIn = (ids: readonly string[]) => (recursive ? ids : ids.slice(-1)).some((id) => meant.has(id));
  const inUnit = new Set(accounts.filter((account) => isIn(account.organizationalUnits)).map(({ id }) => id));
  return {
    kind: 'ou',
    pattern: unit.by === 'id' ? unit.id : unit.path,
    known: units.value.map(({ path }) => `${path}/**`),
    sets: assignedWhere(({ account }) => inUnit.has(account)),
  };
}
