// Settings on a command line: `name=value`, checked.
import { SandboxError } from './errors.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

/** The values of the settings that are words. */
const CHOICES: Readonly<Partial<Record<keyof Settings, readonly string[]>>> = {
  conflictScope: ['account', 'permission-set-in-account', 'assignment'],
  unknownTarget: ['failed-operation', 'resource-not-found'],
  deleteInInactiveAccount: ['fails', 'succeeds'],
  deletedPrincipal: ['keeps-assignments', 'loses-assignments'],
  omittedSessionDuration: ['keeps', 'resets'],
  editsDuringOperations: ['succeed', 'conflict'],
  entitledRoles: ['checked', 'assumed'],
  policyReferences: ['as-seeded', 'assumed', 'checked'],
  malformedInlinePolicy: ['fails-operation', 'refused'],
  slowAnswers: ['real', 'virtual'],
};

/** Settings as a command line gives them, each as `name=value`. Throws a SandboxError that tells every mistake. */
export function parseSettings(given: readonly string[]): Partial<Settings> {
  const problems: string[] = [];
  const settings = given.map((assignment) => {
    const [name = '', value = ''] = assignment.split(/=(.*)/s);
    const parsed = isSetting(name) ? parsedValue(name, value) : undefined;
    if (parsed === undefined) problems.push(problemOf(name, value));
    return [name, parsed] as const;
  });
  if (problems.length > 0) throw new SandboxError('not a setting of the sandbox:', problems);
  return Object.fromEntries(settings);
}

const isSetting = (name: string): name is keyof Settings => Object.hasOwn(DEFAULT_SETTINGS, name);

function parsedValue(name: keyof Settings, value: string): string | number | boolean | undefined {
  const standard = DEFAULT_SETTINGS[name];
  if (typeof standard === 'number') return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  if (typeof standard === 'boolean') return value === 'true' || value === 'false' ? value === 'true' : undefined;
  return CHOICES[name]?.includes(value) ? value : undefined;
}

function problemOf(name: string, value: string): string {
  if (!isSetting(name)) return `\`${name}\` is none of ${Object.keys(DEFAULT_SETTINGS).join(', ')}`;
  return `${name} must be ${wish(name)}, and is \`${value}\``;
}

function wish(name: keyof Settings): string {
  const standard = DEFAULT_SETTINGS[name];
  if (typeof standard === 'number') return 'a whole number';
  return typeof standard === 'boolean' ? 'true or false' : `one of ${(CHOICES[name] ?? []).join(', ')}`;
}
