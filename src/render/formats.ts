// The results of commands, and the formats in which each is printed: one table, from which commands take their `--format` choices and help.
// What makes a result is loaded when it is printed. A new format is one entry here.

import type { Evidence } from '../apply/evidence.ts';
import type { LoggedRun } from '../apply/run-log.ts';
import type { Answer } from '../decisions/answer.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../diagnostics/rules.ts';
import type { Drift } from '../drift/drift.ts';
import type { Plan } from '../plan/plan.ts';
import type { SnapshotFacts } from '../policy/catalogue/index.ts';
import type { Profiles } from '../profiles/profiles.ts';
import type { AttributeExplanation } from '../query/attributes.ts';
import type { Report } from '../query/report.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Explained } from './access-explanation.ts';
import type { ReadReview, WrittenReview } from './access-review.ts';
import type { ReviewRows } from './access-review-csv.ts';
import type { Applied } from './apply-report.ts';
import type { Compared } from './comparison.ts';
import type { DoctorReport } from './doctor.ts';
import type { Document } from './document.ts';
import type { EntraWorks } from './entra-work.ts';
import type { Explanations } from './explanation.ts';
import { type FoundIn, findingsBlock, findingsDocument } from './findings.ts';
import type { GuardrailExplanation } from './guardrail-explanation.ts';
import { say } from './phrase.ts';
import type { RoleExplanation } from './role-explanation.ts';
import { type Layout, PLAIN } from './style.ts';
import { writeTerminal } from './terminal.ts';
import type { WaitingGroups } from './waiting.ts';
import type { WrittenFiles } from './written-files.ts';

/** What commands print, by name. */
export interface Results {
  readonly findings: FoundIn;
  readonly plan: Plan;
  readonly drift: Drift;
  readonly examination: DoctorReport;
  readonly snapshot: Snapshot;
  readonly 'apply report': Applied;
  readonly answer: Answer;
  readonly comparison: Compared;
  readonly data: readonly SnapshotFacts[];
  readonly explanation: Code;
  readonly explanations: Explanations;
  readonly attributes: readonly AttributeExplanation[];
  readonly guardrail: GuardrailExplanation;
  readonly 'written files': WrittenFiles;
  readonly waiting: WaitingGroups;
  readonly role: RoleExplanation;
  readonly 'entra work': EntraWorks;
  readonly explained: Explained;
  readonly profiles: Profiles;
  readonly runs: readonly LoggedRun[];
  readonly evidence: Evidence;
  readonly report: Report;
  readonly 'access review': WrittenReview;
  readonly 'access review decisions': ReadReview;
}

export type ResultKind = keyof Results;

export interface Format<Value> {
  /** For the help: `for a terminal`. */
  readonly summary: string;
  /** Where it is read: a person reads findings among what else a command says; everything else is the data that a command is asked for. */
  readonly output?: 'stderr';
  readonly load: () => Promise<Writer<Value>>;
}

export type Writer<Value> = (value: Value, around: Around) => string;

/** What a text may depend on beside the result. */
export interface Around extends Layout {
  readonly toolVersion: string;
  /** Of a plan with a base: what was there before, too. */
  readonly all?: boolean;
  /** Every account by its name, however many they are. */
  readonly verbose?: boolean;
  /** The most bytes of a format that is made to fit a place; what it is for by default when absent. */
  readonly limit?: number;
}

type Maker<Value> = () => Promise<(value: Value, around: Around) => Document>;

function terminal<Value>(load: Maker<Value>): Format<Value> {
  return {
    summary: 'for a terminal, with colours where there are any',
    load: async () => {
      const make = await load();
      return (value, around) => writeTerminal(make(value, around), around);
    },
  };
}

type FittingMaker<Value> = () => Promise<(value: Value, options: { readonly limit?: number }) => Document>;

function markdown<Value>(summary: string, load: FittingMaker<Value>): Format<Value> {
  return {
    summary,
    load: async () => {
      const [{ writeMarkdown }, make] = await Promise.all([import('./markdown.ts'), load()]);
      return (value, around) => writeMarkdown(make(value, around));
    },
  };
}

/** The title of the page is the first heading. */
function html<Value>(summary: string, load: Maker<Value>): Format<Value> {
  return {
    summary,
    load: async () => {
      const [{ writeHtml }, make] = await Promise.all([import('./html.ts'), load()]);
      return (value, around) => writeHtml(make(value, around));
    },
  };
}

/** By result, then by the name that `--format` takes; the first is the default. */
export const FORMATS: { readonly [Kind in ResultKind]: Readonly<Record<string, Format<Results[Kind]>>> } = {
  findings: {
    text: { ...terminal(async () => findingsDocument), output: 'stderr' },
    json: {
      summary: 'for programs: schemas/diagnostic.schema.json',
      load: async () => {
        const { renderDiagnosticsJson } = await import('./diagnostics-json.ts');
        return ({ found }) => renderDiagnosticsJson(found);
      },
    },
    github: {
      summary: 'annotations of a GitHub workflow',
      load: async () => {
        const { renderDiagnosticsGithub } = await import('./diagnostics-github.ts');
        return (found) => renderDiagnosticsGithub(found);
      },
    },
    gitlab: {
      summary: 'a Code Quality report of GitLab',
      load: async () => {
        const { renderDiagnosticsGitlab } = await import('./diagnostics-gitlab.ts');
        return ({ found }) => renderDiagnosticsGitlab(found);
      },
    },
    markdown: markdown(
      'a comment on a pull request, as much as fits in one',
      async () => (await import('./findings-comment.ts')).findingsComment,
    ),
    sarif: {
      summary: 'SARIF 2.1.0, for code scanning',
      load: async () => {
        const { renderDiagnosticsSarif } = await import('./diagnostics-sarif.ts');
        return (found, { toolVersion }) => renderDiagnosticsSarif(found, toolVersion);
      },
    },
  },
  plan: {
    text: terminal(async () => (await import('./plan-report.ts')).planReport),
    json: {
      summary: 'for programs: schemas/plan.schema.json',
      load: async () => (await import('./plan-json.ts')).renderPlanJson,
    },
    markdown: markdown(
      'a comment on a pull request, as much as fits in one',
      async () => (await import('./plan-comment.ts')).planComment,
    ),
    html: html(
      'a page by itself, for a browser or an artefact',
      async () => (await import('./plan-report.ts')).planPage,
    ),
  },
  drift: {
    text: terminal(async () => (await import('./drift.ts')).driftReport),
    json: {
      summary: 'for programs: schemas/drift.schema.json',
      load: async () => (await import('./drift-json.ts')).renderDriftJson,
    },
    markdown: markdown('an issue, as much as fits in one', async () => (await import('./drift.ts')).driftComment),
    html: html('a page by itself, for a browser or an artefact', async () => (await import('./drift.ts')).driftPage),
  },
  examination: {
    text: terminal(async () => (await import('./doctor.ts')).doctorReport),
    json: {
      summary: 'for programs: schemas/doctor.schema.json',
      load: async () => (await import('./doctor-json.ts')).renderDoctorJson,
    },
    markdown: markdown('an issue, or a page', async () => (await import('./doctor.ts')).doctorComment),
  },
  snapshot: {
    json: {
      summary: 'for `access plan --live`: schemas/snapshot.schema.json',
      load: async () => (await import('./snapshot-json.ts')).renderSnapshotJson,
    },
  },
  'apply report': {
    text: terminal(async () => (await import('./apply-report.ts')).applyReport),
  },
  comparison: {
    text: terminal(async () => (await import('./comparison.ts')).comparedDocument),
    json: {
      summary: 'for programs: schemas/comparison.schema.json',
      load: async () => (await import('./comparison-json.ts')).renderComparisonJson,
    },
    github: {
      summary: 'annotations of a GitHub workflow, of a folder with --base',
      load: async () => {
        const { renderDiagnosticsGithub } = await import('./diagnostics-github.ts');
        return (compared) => renderDiagnosticsGithub(compared);
      },
    },
    sarif: {
      summary: 'SARIF 2.1.0, for code scanning, of a folder with --base',
      load: async () => {
        const { renderDiagnosticsSarif } = await import('./diagnostics-sarif.ts');
        return (compared, { toolVersion }) => renderDiagnosticsSarif(compared, toolVersion);
      },
    },
  },
  answer: {
    text: terminal(async () => (await import('./answer.ts')).answerDocument),
    json: {
      summary: 'for programs: schemas/answer.schema.json',
      load: async () => (await import('./answer-json.ts')).renderAnswerJson,
    },
  },
  data: {
    text: terminal(async () => (await import('./policy-data.ts')).policyDataDocument),
    json: { summary: 'for programs', load: async () => (await import('./policy-data-json.ts')).renderPolicyDataJson },
  },
  explanation: {
    text: terminal(async () => (await import('./explanation.ts')).explanationDocument),
  },
  explanations: {
    text: terminal(async () => (await import('./explanation.ts')).explanationsDocument),
  },
  explained: {
    text: terminal(async () => (await import('./access-explanation.ts')).explainedDocument),
    json: {
      summary: 'for programs: schemas/explanation.schema.json',
      load: async () => (await import('./access-explanation-json.ts')).renderExplainedJson,
    },
    markdown: markdown(
      'for a pull request or an issue',
      async () => (await import('./access-explanation.ts')).explainedDocument,
    ),
    html: html(
      'a page by itself, for a browser or an artefact',
      async () => (await import('./access-explanation.ts')).explainedDocument,
    ),
  },
  role: {
    text: terminal(async () => (await import('./role-explanation.ts')).roleDocument),
  },
  'entra work': {
    text: terminal(async () => (await import('./entra-work.ts')).entraWorkDocument),
    json: {
      summary: 'for programs: app roles, assignments and claims by application',
      load: async () => (await import('./entra-work-json.ts')).entraWorkJson,
    },
    markdown: markdown('for a ticket', async () => (await import('./entra-work.ts')).entraWorkDocument),
  },
  attributes: {
    text: terminal(async () => (await import('./attribute-explanation.ts')).attributesDocument),
  },
  guardrail: {
    text: terminal(async () => (await import('./guardrail-explanation.ts')).guardrailDocument),
  },
  report: {
    text: terminal(async () => (await import('./report.ts')).reportDocument),
    html: {
      summary: 'one file for a browser: searched, filtered and sorted, without a network',
      load: async () => (await import('./report-html.ts')).reportHtml,
    },
    csv: {
      summary: 'for a spreadsheet: a line for each assignment',
      load: async () => (await import('./report-csv.ts')).reportCsv,
    },
    json: {
      summary: 'for programs: schemas/report.schema.json',
      load: async () => (await import('./report-json.ts')).reportJson,
    },
    markdown: markdown('for a page of a forge', async () => (await import('./report.ts')).reportDocument),
  },
  evidence: {
    text: terminal(async () => (await import('./evidence.ts')).evidenceDocument),
    json: {
      summary: 'for programs: schemas/evidence.schema.json',
      load: async () => (await import('./evidence-json.ts')).evidenceJson,
    },
    csv: { summary: 'for a spreadsheet', load: async () => (await import('./evidence-csv.ts')).evidenceCsv },
    markdown: markdown('for a page of a forge', async () => (await import('./evidence.ts')).evidenceDocument),
    html: html(
      'a page by itself, for a browser or an artefact',
      async () => (await import('./evidence.ts')).evidencePage,
    ),
  },
  runs: {
    text: terminal(async () => (await import('./runs.ts')).runsDocument),
    json: {
      summary: 'for programs: schemas/runs.schema.json',
      load: async () => (await import('./runs-json.ts')).runsJson,
    },
    csv: { summary: 'for a spreadsheet', load: async () => (await import('./runs-csv.ts')).runsCsv },
    markdown: markdown('for a page of a forge', async () => (await import('./runs.ts')).runsDocument),
    html: html('a page by itself, for a browser or an artefact', async () => (await import('./runs.ts')).runsPage),
  },
  'access review': {
    text: terminal(async () => (await import('./access-review.ts')).writtenReviewDocument),
    markdown: markdown('for an issue', async () => (await import('./access-review.ts')).writtenReviewDocument),
  },
  'access review decisions': {
    text: terminal(async () => (await import('./access-review.ts')).readReviewDocument),
    markdown: markdown('for a pull request', async () => (await import('./access-review.ts')).readReviewDocument),
  },
  profiles: {
    text: {
      summary: "sections of the AWS CLI's config file",
      load: async () => (await import('../profiles/config-file.ts')).profilesText,
    },
  },
  'written files': {
    text: terminal(async () => (await import('./written-files.ts')).writtenFilesDocument),
  },
  waiting: {
    text: { ...terminal(async () => (await import('./waiting.ts')).waitingDocument), output: 'stderr' },
  },
};

/** The default first. */
export function formatNames(kind: ResultKind): readonly string[] {
  return Object.keys(FORMATS[kind]);
}

const HELP_WIDTH = 80;

/** What the help of a command says of them. */
export function formatsHelp(kind: ResultKind): string {
  const rows = Object.entries<{ readonly summary: string }>(FORMATS[kind]).map(([name, { summary }]) => ({
    label: say(name),
    values: [say(summary)],
  }));
  return writeTerminal([{ kind: 'facts', title: say('Formats'), rows }], { style: PLAIN, width: HELP_WIDTH });
}

/** A result, and what it is. */
export interface Result<Kind extends ResultKind> {
  readonly kind: Kind;
  readonly value: Results[Kind];
}

export interface Formatted {
  readonly output: 'stdout' | 'stderr';
  readonly write: (around: Around) => string;
}

/** `name`: one of the formats of the result; the default when absent. */
export async function inFormat<Kind extends ResultKind>(
  { kind, value }: Result<Kind>,
  name = formatNames(kind)[0]!,
): Promise<Formatted> {
  const { output = 'stdout', load } = FORMATS[kind][name]!;
  const write = await load();
  return { output, write: (around) => write(value, around) };
}

/** Of each file of an access review. */
export async function accessReviewText(files: readonly ReviewRows[]): Promise<readonly string[]> {
  const { accessReviewCsv } = await import('./access-review-csv.ts');
  return files.map(accessReviewCsv);
}

export { severityWords } from './diagnostics-summary.ts';

/** Findings that are no result, but what a command has to say on the way. */
export function findingsText(found: FoundIn, layout: Layout): string {
  return writeTerminal(findingsDocument(found), layout);
}

/** One finding, without a count. */
export function findingText(finding: Diagnostic, layout: Layout): string {
  return writeTerminal([findingsBlock([finding])], layout);
}
