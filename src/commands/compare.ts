// `access compare OLD NEW`: what a policy allows that another does not, and the other way round. Needs no config, no network, no credentials.
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { Compared, Comparison } from '../meaning/comparison.ts';
import { foundPaths, meaningFrom } from '../meaning/difference.ts';
import { effectOf, mayBroaden } from '../policy/answers/index.ts';
import { type ActionIndex, dataAgeFindings, type ManagedPolicies } from '../policy/catalogue/index.ts';
import { type Access, accessOf } from '../policy/compare/index.ts';
import { structureFindings } from '../policy/lint/index.ts';
import { loadActionIndex, loadManagedPolicies } from '../policy-data.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';
import { type PolicyDocument, policyDocuments } from './policy-document.ts';

const ALLOWS_MORE = 2;

export async function compare(host: Host, words: readonly string[], options: Options): Promise<number> {
  const documents = await policyDocuments(host, words);
  const data = await dataFor(documents);
  const found = [...documents.flatMap(findingsIn), ...dataAgeFindings(data, host.now())];
  printFindings(host, found, new Map(documents.flatMap(({ sources }) => [...sources])));
  // What IAM would refuse is not compared.
  if (hasErrors(found)) return 1;
  const [old, current] = documents;
  const comparison = comparisonOf(old!, current!, data);
  await printResult(host, { kind: 'comparison', value: comparison }, options.format);
  return options.detailedExitcode === true && mayBroaden(comparison.effect) ? ALLOWS_MORE : 0;
}

interface Data {
  readonly index: ActionIndex;
  /** Only where one of them is compared. */
  readonly managedPolicies?: ManagedPolicies;
}

async function dataFor(documents: readonly PolicyDocument[]): Promise<Data> {
  const index = await loadActionIndex();
  const managed = documents.some((document) => document.managed !== undefined);
  return managed ? { index, managedPolicies: await loadManagedPolicies() } : { index };
}

/** Of a file named twice, once. */
function findingsIn({ parse, diagnostics }: PolicyDocument, place: number, all: readonly PolicyDocument[]) {
  if (all.findIndex(({ name }) => name === all[place]!.name) < place) return [];
  return [...diagnostics, ...(parse === undefined ? [] : structureFindings(parse))];
}

function comparisonOf(old: PolicyDocument, current: PolicyDocument, { index, managedPolicies }: Data): Comparison {
  const [before, after] = [accessTo(old), accessTo(current)];
  const effect = effectOf(before, after, { index });
  return {
    old: comparedOf(old),
    new: comparedOf(current),
    effect,
    meaning: meaningFrom(effect, { before: () => pathsOf(before, index), after: () => pathsOf(after, index) }, index),
    policyData: {
      actions: index.provenance,
      ...(managedPolicies === undefined ? {} : { managedPolicies: managedPolicies.provenance }),
    },
  };
}

const accessTo = ({ parse, name }: PolicyDocument): Access => accessOf(parse!.policy, name);

/** Where the policy will be attached is not known: it may be an account from which Identity Center can be taken over. */
const pathsOf = (access: Access, index: ActionIndex) => foundPaths(access, { index, control: true });

function comparedOf({ name, managed }: PolicyDocument): Compared {
  if (managed === undefined) return { name, source: 'file' };
  return { name, source: 'aws-managed', version: managed.versionId };
}
