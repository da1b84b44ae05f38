// `access explain <guardrail>`: what a rule demands of whom, and everything in the files that breaks it, down to the statement and the request.
import { check } from '../compile.ts';
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { LoadedConfig } from '../gather.ts';
import type { Breach } from '../guardrails/breach.ts';
import { causeOf } from '../guardrails/cause.ts';
import { type Callings, doubtText, factsOf, requestText } from '../guardrails/findings.ts';
import type { Guardrail } from '../guardrails/guardrail.ts';
import { NO_HOLDINGS } from '../guardrails/holding.ts';
import { type Inquiry, judge, type Violation } from '../guardrails/judge.ts';
import { callingsIn, inquiryOf } from '../judge-files.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { loadPolicyData } from '../policy-data.ts';
import { flow, words } from '../render/columns.ts';
import { visible } from '../render/escape.ts';
import type { Span } from '../source/span.ts';
import { describe } from './guardrail-text.ts';
import type { Host } from './host.ts';
import { layoutOf, printFindings } from './output.ts';

export async function explainGuardrail(host: Host, id: string, config: LoadedConfig): Promise<number> {
  const said = [...config.diagnostics, ...check(config.value, host.now())];
  const meanings = meaningsOf(await loadPolicyData());
  const inquiry = hasErrors(said) ? undefined : inquiryOf(config.value, { asOf: host.now(), meanings });
  const rule = inquiry?.guardrails.rules.find((candidate) => candidate.id === id);
  if (inquiry === undefined || rule === undefined) {
    printFindings(host, said, config.sources);
    return 1;
  }
  // Without anything before, a rule on change is about everything there is.
  const only = { ...inquiry.guardrails, rules: [rule] };
  const { violations } = judge({
    ...inquiry,
    guardrails: only,
    ...(rule.on === 'change' ? { before: NO_HOLDINGS } : {}),
  });
  const callings = callingsIn(config.value);
  const parts = [
    heading(rule, callings),
    violations.length === 0 ? 'Nothing in the files breaks it.' : counted(violations),
    ...violations.map((violation) => told(violation, inquiry, callings)),
  ];
  const { width } = layoutOf(host.stdout);
  host.stdout.write(parts.map((part) => partText(part, width)).join('\n'));
  return 0;
}

/** A line, and what there is to know of it. */
interface Part {
  readonly line: string;
  readonly rows: readonly Row[];
}

function heading(rule: Guardrail, callings: Callings): Part {
  return {
    line: `guardrail ${rule.id}${rule.title === undefined ? '' : `: ${rule.title}`}`,
    rows: [['written', placeText(rule.place)], ...describe(rule, callings)],
  };
}

function counted(violations: readonly Violation[]): string {
  const rows = violations.reduce((sum, { rows: { length } }) => sum + length, 0);
  const waived = violations.filter(({ waiver }) => waiver !== undefined).length;
  const what = `Broken in ${violations.length === 1 ? 'one way' : `${violations.length} ways`}`;
  const of = `${rows} assignment${rows === 1 ? '' : 's'}`;
  return `${what}, by ${of}${waived === 0 ? '' : `; ${waived} let pass by a waiver`}.`;
}

function told(violation: Violation, inquiry: Inquiry, callings: Callings): Part {
  const { rows, breaches, waiver } = violation;
  const { who, noun, permissionSet, accounts } = factsOf(violation, callings);
  const isUnion = breaches.some(({ kind }) => kind === 'separate');
  const verb = who.length === 1 ? 'has' : 'have';
  const grants = [...new Set(rows.flatMap(({ places }) => places.map(placeText)))];
  const definition = inquiry.guardrails.definitions.get(permissionSet);
  return {
    line: `${noun}${who.length === 1 ? '' : 's'} ${who.join(', ')} ${verb} ${isUnion ? 'both' : permissionSet} in ${accounts.join(', ')}`,
    rows: [
      ...breaches.flatMap((breach) => breachRows(breach, violation, inquiry)),
      ...grants.map((grant) => ['granted', grant] as const),
      ...(definition === undefined || isUnion ? [] : [['defined', placeText(definition.span)] as const]),
      ...(waiver === undefined
        ? []
        : [
            ['waived', `until ${waiver.until}: ${waiver.reason}`] as const,
            ...(waiver.approvedBy === undefined ? [] : [['approved by', waiver.approvedBy] as const]),
            ['waiver', placeText(waiver.place)] as const,
          ]),
    ],
  };
}

type Row = readonly [name: string, text: string];

function breachRows(breach: Breach, { rows: [row] }: Violation, { meanings, guardrails }: Inquiry): readonly Row[] {
  const { witness, doubt } = breach;
  const set = row?.permissionSet;
  const inlinePolicy = guardrails.definitions.get(set?.name ?? '')?.inlinePolicy;
  const cause = witness && set && causeOf(witness, set, { meanings, inlinePolicy });
  const sid = cause?.statement.sid === undefined ? '' : ` "${cause.statement.sid.text}"`;
  return [
    [doubt === undefined ? verbOf(breach) : `may: ${verbOf(breach)}`, namesOf(breach)],
    ...(doubt === undefined ? [] : [['since', plainly(doubtText(doubt))] as const]),
    ...(witness === undefined ? [] : [['request', plainly(requestText(witness))] as const]),
    ...(cause === undefined
      ? []
      : [['allowed by', `${cause.document}, statement ${cause.statement.index + 1}${sid}`] as const]),
    ...(cause?.statement.span === undefined ? [] : [['at', placeText(cause.statement.span)] as const]),
  ];
}

function verbOf(breach: Breach): string {
  switch (breach.kind) {
    case 'access':
    case 'actions':
      return 'allows';
    case 'ceiling':
      return 'exceeds by';
    case 'managed':
      return breach.attached ? 'attaches' : 'equals';
    case 'paths':
      return 'opens';
    case 'separate':
      return 'holds';
    default:
      return breach satisfies never;
  }
}

function namesOf(breach: Breach): string {
  switch (breach.kind) {
    case 'access':
    case 'actions':
    case 'ceiling':
      return several(breach.actions);
    case 'managed':
      return breach.policy;
    case 'paths':
      return several(breach.paths.map(({ id, title }) => `${id} (${title})`));
    case 'separate':
      return `${breach.a.join(', ')} and ${breach.b.join(', ')}`;
    default:
      return breach satisfies never;
  }
}

const MOST_NAMES = 12;

function several(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function partText(part: Part | string, width: number): string {
  const { line, rows } = typeof part === 'string' ? { line: part, rows: [] } : part;
  const flowing = (text: string, column: number) => flow(words(visible(text)), { column, width });
  const longest = Math.max(...rows.map(([name]) => name.length));
  const lines = [
    flowing(line, 0),
    ...rows.map(([name, text]) => `  ${name.padEnd(longest)}  ${flowing(text, longest + 4)}`),
  ];
  return lines.map((each) => `${each}\n`).join('');
}

const placeText = ({ file, start }: Span): string => `${file}:${start.line}`;
const plainly = (text: string): string => text.replaceAll('`', '');
