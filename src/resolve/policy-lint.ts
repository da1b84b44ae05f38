// The inline policies of permission sets under the eye of the linter, with what only the files know: what else the set has, and where it is
// granted.
import type { Declarations, ManagedPermissionSet, Silence } from '../config/declarations.ts';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Suggest, suggester } from '../diagnostics/suggest.ts';
import { type Answers, answersIn } from '../meaning/answers.ts';
import { grantReader } from '../meaning/grant.ts';
import { optional } from '../optional.ts';
import type { ActionIndex, PolicyData } from '../policy/catalogue/index.ts';
import { type Grant, isNothingNew } from '../policy/compare/index.ts';
import { conditionsIn, escalationPaths } from '../policy/escalation/index.ts';
import { type ParsedPolicy, type PolicyParse, principalTagsIn, type Word } from '../policy/language/index.ts';
import { lintMeaning, roleSessionFindings } from '../policy/lint/index.ts';
import { type Budget, isSpent, portionOf } from '../policy/patterns/index.ts';
import { attributeKey } from '../state/access-control.ts';
import type { PermissionSet, PermissionSetName } from '../state/state.ts';
import type { ResolvedGrants } from './grants.ts';
import { inlinePolicyIn } from './inline-policy.ts';
import type { Inventory } from './inventory.ts';
import { unsilenced, unusedSilences } from './silences.ts';

export interface LintInputs {
  readonly declarations: Declarations;
  readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  /** Those that were of use already. */
  readonly silences: ReadonlySet<Silence>;
  readonly inventory: Inventory;
  readonly grants: ResolvedGrants;
  readonly policies: PolicyData;
}

/** A step for each permission set: who takes them can let others have their turn in between. */
export function* lintSteps({
  declarations,
  definitions,
  silences,
  inventory,
  grants,
  policies,
}: LintInputs): Generator<void, readonly Diagnostic[]> {
  const grantOf = grantReader(policies.managedPolicies);
  const answers = answersIn(policies);
  const accountsOf = accountsBySet(inventory, grants);
  const management = [...declarations.accounts.values()].find((account) => account.management)?.id.value;
  const attributes = declarations.settings.accessControlAttributes?.map(({ key }) => key.value);
  const suggest = suggester();
  const budget: Budget = { steps: MOST_STEPS };
  const linted = inlineLint(policies.index);
  const { report, findings } = collector();
  for (const declaration of declarations.permissionSets.values()) {
    const set = definitions.get(declaration.name.value);
    if (declaration.kind === 'external' || set === undefined) continue;
    const { inlinePolicy, ...attached } = set;
    const subject: Subject = {
      declaration,
      whole: grantOf(set),
      attached: grantOf(attached),
      accounts: accountsOf?.get(declaration.name.value),
      management,
      policies,
      answers,
      budget: portionOf(budget, MOST_STEPS_OF_ONE),
      attributes,
      suggest,
    };
    const used = new Set(silences);
    const ofPolicies = [...attachedFindings(set, declaration), ...inlineFindings(subject, linted)];
    const ofSet = [...ofPolicies, ...nearAdministratorFindings(set, subject, ofPolicies), ...takeoverFindings(subject)];
    unsilenced([...ofSet, ...notExamined(subject, ofSet)], declaration, used).forEach(report);
    unusedSilences(declaration, used).forEach(report);
    yield;
  }
  // A policy file that several sets name is one file with one mistake.
  return [...new Map(findings().map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** For all permission sets together. Of the policies that AWS maintains half take 3,000 steps, nine in ten 35,000; a set with Denies under conditions 20,000. */
const MOST_STEPS = 5_000_000;
const MOST_STEPS_OF_ONE = 1_000_000;
/** What takes more is left to guardrails, which have a budget of their own: the other checks of the set go first. */
const MOST_STEPS_OF_NEAR_ADMINISTRATORS = 50_000;

function notExamined({ declaration, budget }: Subject, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  if (!isSpent(budget) || findings.some(({ code }) => code === 'policy/not-examined')) return [];
  return [diagnose('policy/not-examined', { steps: MOST_STEPS }, { span: declaration.name.span })];
}

interface Subject {
  readonly declaration: ManagedPermissionSet;
  readonly whole: Grant;
  /** Without the inline policy. */
  readonly attached: Grant;
  /** Where the set is granted; undefined while that cannot be judged offline. */
  readonly accounts: ReadonlySet<string> | undefined;
  readonly management: string | undefined;
  readonly policies: PolicyData;
  readonly answers: Answers;
  readonly budget: Budget;
  /** Undefined: nobody knows what is sent. */
  readonly attributes: readonly string[] | undefined;
  readonly suggest: Suggest;
}

/** Undefined: the files do not list every account. */
function accountsBySet(
  inventory: Inventory,
  { current, unmatched }: ResolvedGrants,
): ReadonlyMap<PermissionSetName, ReadonlySet<string>> | undefined {
  if (!inventory.complete || unmatched > 0) return undefined;
  const accounts = new Map<PermissionSetName, Set<string>>();
  for (const { permissionSet, account } of current)
    accounts.set(permissionSet, (accounts.get(permissionSet) ?? new Set()).add(account));
  return accounts;
}

const ADMINISTRATOR_POLICIES = new Set(['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess']);

/** Behind a boundary they give what the boundary allows. */
function attachedFindings(
  { managedPolicies, permissionsBoundary }: PermissionSet,
  declaration: ManagedPermissionSet,
): readonly Diagnostic[] {
  if (permissionsBoundary !== undefined) return [];
  const permissionSet = declaration.name.value;
  return managedPolicies
    .filter((policy) => ADMINISTRATOR_POLICIES.has(policy))
    .map((policy) => {
      const written = declaration.managedPolicies.find(({ value }) => value.endsWith(policy));
      const place = { span: (written ?? declaration.name).span };
      return diagnose('permission-set/administrator-policy', { policy, permissionSet }, place);
    });
}

/** None of a policy that is refused for its size. */
function inlineFindings(subject: Subject, linted: InlineLint): readonly Diagnostic[] {
  const { inlinePolicy } = subject.declaration;
  const parse = inlinePolicy && inlinePolicyIn(inlinePolicy).parse;
  if (parse === undefined) return [];
  return [
    ...linted(parse, subject),
    ...roleSessionFindings(parse.policy),
    ...surplusFindings(parse.policy, subject),
    ...accountFindings(parse.policy, subject),
    ...attributeFindings(parse.policy, subject),
  ];
}

/** What the policy tests of people, and nobody sends. Each key once, where it stands first. */
function attributeFindings(policy: ParsedPolicy, { attributes, suggest }: Subject): readonly Diagnostic[] {
  if (attributes === undefined) return [];
  const sent = new Set(attributes.map(attributeKey));
  const missing = principalTagsIn(policy).filter(({ key }) => !sent.has(attributeKey(key)));
  const first = new Map(missing.toReversed().map((tag) => [attributeKey(tag.key), tag]));
  return [...first.values()].reverse().map(({ key, word }) => {
    const [nearest] = suggest(key, attributes);
    return diagnose('attribute/not-sent', { key, ...optional({ nearest }) }, { span: word.span });
  });
}

/** By the predicate of guardrails, of all policies together behind the boundary. What is said of one policy is not said again of the set. */
function nearAdministratorFindings(
  set: PermissionSet,
  { declaration, answers, budget }: Subject,
  ofPolicies: readonly Diagnostic[],
): readonly Diagnostic[] {
  const isSaid = (...codes: readonly string[]) => ofPolicies.some(({ code }) => codes.includes(code));
  if (isSpent(budget)) return [];
  const near = answers.nearAdministration(set, portionOf(budget, MOST_STEPS_OF_NEAR_ADMINISTRATORS));
  if (near === undefined) return [];
  // Of one inline policy it is said without the boundary.
  if (near.kind !== 'rewritable-boundary' && isSaid('policy/full-administrator', 'policy/near-administrator'))
    return [];
  if (near.kind === 'all-but' && isSaid('permission-set/administrator-policy')) return [];
  // Asked last: few sets come so far, and the answer costs many times as much.
  if (answers.administration(set, budget) !== undefined) return [];
  const facts = { ...near, permissionSet: declaration.name.value };
  return [diagnose('permission-set/near-administrator', facts, { span: declaration.name.span })];
}

type InlineLint = (parse: PolicyParse, subject: Subject) => readonly Diagnostic[];

/** A file that many sets name is looked at once, with whatever is attached beside it. */
function inlineLint(index: ActionIndex): InlineLint {
  const found = new Map<PolicyParse, Map<string, readonly Diagnostic[]>>();
  return (parse, { attached: { documents }, budget }) => {
    const ofPolicy = found.get(parse) ?? new Map<string, readonly Diagnostic[]>();
    found.set(parse, ofPolicy);
    // INVARIANT: documents of one name are one document.
    const beside = documents.map(({ name }) => name).join('\n');
    const findings = ofPolicy.get(beside) ?? lintMeaning(parse, { index, beside: documents, budget });
    ofPolicy.set(beside, findings);
    return findings;
  };
}

/** An inline policy that only allows what the attached policies allow anyway. */
function surplusFindings({ statements, span }: ParsedPolicy, subject: Subject): readonly Diagnostic[] {
  const { declaration, attached, whole, policies, budget } = subject;
  const isPlain = statements.every(({ effect }) => effect === 'Allow');
  if (!isPlain || statements.length === 0 || attached.documents.length === 0) return [];
  if (!isNothingNew({ grants: [attached] }, { grants: [whole] }, { index: policies.index, budget })) return [];
  return [
    diagnose(
      'policy/adds-nothing',
      { permissionSet: declaration.name.value },
      { span: statements[0]?.action.span ?? span },
    ),
  ];
}

/** Roles of other accounts are there to be assumed from here; resources of other accounts seldom are there at all. */
function accountFindings({ statements }: ParsedPolicy, { declaration, accounts }: Subject): readonly Diagnostic[] {
  if (accounts === undefined || accounts.size === 0) return [];
  const permissionSet = declaration.name.value;
  const words = statements
    .filter(({ effect, action, resource }) => effect === 'Allow' && !action.negated && !resource.negated)
    .filter(({ action }) => !action.patterns.some(({ text }) => /^sts:/i.test(text)))
    .flatMap(({ resource }) => resource.patterns);
  return words.flatMap((word) => {
    const account = accountIn(word);
    if (account === undefined || accounts.has(account)) return [];
    return [diagnose('policy/account-out-of-reach', { account, permissionSet }, { span: word.span })];
  });
}

/** What is shared across accounts as a matter of course: images, keys, secrets, event buses, layers, topics and queues. */
const SHARED =
  /^arn:[^:]*:(?:ecr|ecr-public|kms|secretsmanager|sns|sqs|events:[^:]*:[^:]*:event-bus|lambda:[^:]*:[^:]*:layer)[:/]/;

function accountIn({ text }: Word): string | undefined {
  if (SHARED.test(text)) return undefined;
  const account = text.split(':')[4] ?? '';
  return /^\d{12}$/.test(account) ? account : undefined;
}

function takeoverFindings({
  declaration,
  whole,
  accounts,
  management,
  policies,
  budget,
}: Subject): readonly Diagnostic[] {
  if (management === undefined || accounts?.has(management) !== true) return [];
  const open = escalationPaths({ grants: [whole] }, { index: policies.index, control: true, budget });
  const takeovers = open.filter(({ path }) => path.category === 'takeover');
  if (takeovers.length === 0) return [];
  const named = takeovers.slice(0, 3);
  const facts = {
    paths: named.map(({ path: { id, title } }) => `${id}: ${title}`),
    count: takeovers.length,
    actions: [...new Set(named.flatMap(({ actions }) => actions))],
    conditions: conditionsIn(named),
    permissionSet: declaration.name.value,
    account: management,
  };
  return [diagnose('policy/identity-center-takeover', facts, { span: declaration.name.span })];
}
