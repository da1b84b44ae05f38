// `access compare --base <ref> <folder>`: every policy of a folder with what it was at a git revision, however the folder is used.
import path from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { ComparisonFacts } from '../diagnostics/rules/comparison.ts';
import { allowingStatement } from '../guardrails/cause.ts';
import { requestText } from '../guardrails/findings.ts';
import { load } from '../load.ts';
import { type Comparison, type ComparisonOptions, comparisonOf, type Side } from '../meaning/comparison.ts';
import type { PolicyKind } from '../meaning/policy-kinds.ts';
import { optional } from '../optional.ts';
import { mayBroaden } from '../policy/answers/index.ts';
import { structureFindings } from '../policy/lint/index.ts';
import type { SourceFile } from '../source/file.ts';
import { comparedOf, documentOf, usage } from './compare-sides.ts';
import type { Host } from './host.ts';
import { type PolicyDocument, policyFromText } from './policy-document.ts';

export interface FolderComparison {
  readonly comparisons: readonly Comparison[];
  /** What is wrong with the policies, and what the comparisons come to, at their places. */
  readonly findings: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
  readonly mayBroaden: boolean;
}

export interface FolderWords {
  /** As given. */
  readonly folder: string;
  readonly ref: string;
  readonly kind: PolicyKind;
}

/** `only`: one file of the folder, by its name in it. */
export async function compareFolder(
  host: Host,
  { folder, ref, kind, only }: FolderWords & { readonly only?: string },
  options: ComparisonOptions,
): Promise<FolderComparison> {
  const now = await policiesIn(host, folder, { kind });
  const past = await host.folderAt(path.resolve(host.cwd, folder), ref);
  const shownAs = `${ref}:${path.relative(host.cwd, path.resolve(host.cwd, folder)) || '.'}`;
  const before =
    past === undefined ? NOTHING : await policiesIn(host, past.dir, { kind, shownAs }).finally(() => past.dispose());
  const names = [...new Set([...before.keys(), ...now.keys()])]
    .filter((name) => only === undefined || name === only)
    .sort();
  if (only !== undefined && names.length === 0)
    throw usage(`there is no policy \`${path.join(folder, only)}\`, neither now nor at \`${ref}\``);
  const found: Diagnostic[] = [];
  const comparisons: Comparison[] = [];
  for (const name of names) {
    const [old, current] = [before.get(name), now.get(name)];
    // The text is the same: nothing else is.
    if (old !== undefined && current !== undefined && textOf(old) === textOf(current)) continue;
    const mistakes = [current].flatMap((document) => (document === undefined ? [] : mistakesIn(document)));
    found.push(...mistakes);
    // A base that IAM would refuse has allowed nothing.
    if (hasErrors(mistakes)) continue;
    const was = old !== undefined && hasErrors(mistakesIn(old)) ? undefined : old;
    const comparison = comparisonOf(sideOf(was, ref), sideOf(current), options);
    comparisons.push(comparison);
    found.push(...findingsOf(comparison, { name: current?.name ?? path.join(folder, name), ref, document: current }));
  }
  return {
    comparisons,
    findings: found,
    sources: new Map([...before.values(), ...now.values()].flatMap(({ sources }) => [...sources])),
    mayBroaden: comparisons.some(({ effect }) => mayBroaden(effect)),
  };
}

type Policies = ReadonlyMap<string, PolicyDocument>;

const NOTHING: Policies = new Map();

/** By their names in the folder: the files that are policies. */
async function policiesIn(
  host: Host,
  folder: string,
  { kind, shownAs }: { readonly kind: PolicyKind; readonly shownAs?: string },
): Promise<Policies> {
  const loaded = await load(folder, {
    displayRoot: host.cwd,
    policiesOnly: true,
    ...optional({ shownAs }),
  });
  const [unreadable] = loaded.diagnostics;
  if (unreadable !== undefined) throw new AccessError(unreadable);
  const files = [...loaded.value.documents, ...loaded.value.policies].filter(
    (file): file is SourceFile => 'text' in file,
  );
  return new Map(
    files
      .filter(({ text }) => SPEAKS.test(text))
      .map((file) => [file.configPath, policyFromText(file.path, file.text, kind)]),
  );
}

/** A policy has statements; other files of the folder are none of ours. */
const SPEAKS = /(?:^|["'\s{,])Statement["']?\s*:/;

const textOf = ({ sources }: PolicyDocument): string | undefined => [...sources.values()][0];

function mistakesIn({ parse, diagnostics }: PolicyDocument): readonly Diagnostic[] {
  return [...diagnostics, ...(parse === undefined ? [] : structureFindings(parse))].filter(
    ({ severity }) => severity === 'error',
  );
}

function sideOf(document: PolicyDocument | undefined, at?: string): Side {
  if (document === undefined) return { policies: [], access: { grants: [] } };
  const { name } = document;
  const compared =
    at === undefined ? comparedOf(document) : { ...comparedOf(document), name: name.slice(at.length + 1), at };
  return { policies: [compared], access: { grants: [{ documents: [documentOf(document)] }] } };
}

function findingsOf(
  { effect, meaning }: Comparison,
  {
    name,
    ref,
    document,
  }: { readonly name: string; readonly ref: string; readonly document: PolicyDocument | undefined },
): readonly Diagnostic[] {
  const { gained, lost, released } = meaning;
  const facts = (side: typeof gained): ComparisonFacts => ({
    name,
    ref,
    actions: side.actionCount,
    request: side.witness && requestText(side.witness),
    paths: side.paths.map(({ id }) => id),
  });
  const more = gained.witness === undefined && released !== undefined ? released : gained;
  const statement = gained.witness && document?.parse && allowingStatement(document.parse.policy, gained.witness);
  const span = statement?.span ?? document?.parse?.policy.span;
  const place = span === undefined ? {} : { span };
  switch (effect.risk) {
    case 'broadens':
      return [diagnose('comparison/broadens', facts(more), place)];
    case 'narrows':
      return [diagnose('comparison/narrows', facts(lost), place)];
    case 'unknown':
      if (!mayBroaden(effect)) return [diagnose('comparison/narrows', facts(lost), place)];
      return [diagnose(more.actionCount > 0 ? 'comparison/broadens' : 'comparison/undetermined', facts(more), place)];
    case 'neutral':
      return [];
    default:
      return effect.risk satisfies never;
  }
}
