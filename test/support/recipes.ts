// docs/ci.md and action.yml, taken apart: the blocks of a language, and each shell script that a recipe or the action runs.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ACTION_FILE = fileURLToPath(new URL('../../action.yml', import.meta.url));
const TEXT = readFileSync(fileURLToPath(new URL('../../docs/ci.md', import.meta.url)), 'utf8');

export function blocksOf(language: string): readonly string[] {
  return [...TEXT.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text]) =>
    name === language ? [text!] : [],
  );
}

export interface Script {
  /** `access-apply.yml · apply · Fetch the plan that was reviewed`. */
  readonly name: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Step {
  readonly run?: string;
  readonly name?: string;
  readonly script?: string;
  readonly displayName?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: { readonly inlineScript?: string };
  readonly uses?: string;
}

export interface Recipe {
  readonly file: string;
  readonly content: unknown;
  readonly scripts: readonly Script[];
}

export const RECIPES: readonly Recipe[] = blocksOf('yaml').map((text) => {
  const file = /^# (?:\.github\/workflows\/)?(\S+)/.exec(text)?.[1] ?? '';
  return recipeOf(file, parse(text));
});

/** Its steps are those of a job. */
export const ACTION: Recipe = recipeOf('action.yml', parse(readFileSync(ACTION_FILE, 'utf8')));

function recipeOf(file: string, content: Readonly<Record<string, GitlabJob>>): Recipe {
  const scripts = file === '.gitlab-ci.yml' ? ofGitlab(content) : stepsIn(content).flatMap(ofStep);
  return { file, content, scripts: scripts.map((script) => ({ ...script, name: `${file} · ${script.name}` })) };
}

/** The script whose name ends so. */
export function scriptOf(file: string, name: string): Script {
  const found = [...RECIPES, ACTION]
    .flatMap(({ scripts }) => scripts)
    .filter((script) => script.name === `${file} · ${name}`);
  if (found.length !== 1) throw new Error(`${found.length} scripts are named ${file} · ${name}`);
  return found[0]!;
}

/** Steps wherever they stand: jobs of GitHub, jobs and deployments of Azure. */
function stepsIn(content: unknown): readonly Step[] {
  if (Array.isArray(content)) return content.flatMap(stepsIn);
  if (content === null || typeof content !== 'object') return [];
  return Object.entries(content).flatMap(([key, value]) =>
    key === 'steps' ? (value as readonly Step[]) : stepsIn(value),
  );
}

function ofStep(step: Step): readonly Script[] {
  const shell = step.run ?? step.script ?? step.inputs?.inlineScript;
  if (shell === undefined) return [];
  const name = step.displayName ?? step.name ?? /access \w+/.exec(shell)?.[0] ?? shell.split('\n')[0]!;
  return [{ name, shell, env: step.env ?? {} }];
}

interface GitlabJob {
  readonly before_script?: readonly string[];
  readonly script?: string | readonly string[];
}

/** A runner joins the lines of a job to one script, in one shell that stops at the first failure. */
function ofGitlab(content: Readonly<Record<string, GitlabJob>>): readonly Script[] {
  return Object.entries(content).flatMap(([name, job]) => {
    if (job.script === undefined) return [];
    const lines = [...(job.before_script ?? content.default?.before_script ?? []), job.script].flat();
    return [{ name, shell: `set -eo pipefail\n${lines.join('\n')}\n`, env: {} }];
  });
}
