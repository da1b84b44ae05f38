// A plan as a pull-request comment: the worst that anybody gains, the numbers, then permission sets, worst first. It fits a comment whatever the plan's size;
// what had to be left out is counted, and heads the comment.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import { forMarkdownCode } from './escape.ts';
import { type Block, type Fitted, fitBlocks, type Item, sizeOf, wholeSize } from './markdown-fit.ts';
import { phraseMarkdown } from './phrase.ts';
import { heldBlock } from './plan-markdown-held.ts';
import { sectionBlock } from './plan-markdown-section.ts';
import { viewOf } from './plan-model.ts';
import { proseToMarkdown } from './prose.ts';
import { headline, plural, shortId, summarise } from './summary.ts';
import { allowedWords, judgedWith, LOOSENED, originText, planPlace, remarksOf } from './wording.ts';
import { worstFirst } from './worst-first.ts';

/** What GitHub accepts as the body of a comment, in characters; the result is shorter, in bytes as well. */
export const COMMENT_LIMIT = 65_536;

/** Room for the heading, what it says of things left out, and the titles. */
const FRAME = 1_000;

export function renderPlanMarkdown(plan: Plan, { limit = COMMENT_LIMIT }: { readonly limit?: number } = {}): string {
  const { sections, held } = viewOf(plan);
  const { errors, loosened, remarks } = remarksOf(plan);
  const head = headMarkdown(plan);
  const parts = fitParts(limit - 1 - FRAME - sizeOf(head), {
    worst: worstBlocks(plan),
    refused: listBlocks(errors),
    loosened: listBlocks(loosened),
    changing: sections.map(sectionBlock),
    holding: held.map(heldBlock),
    noticed: listBlocks(remarks),
  });
  return [
    bannerMarkdown(plan, parts),
    parts.worst.text,
    head,
    titled('Refused', parts.refused, errors.length),
    titled(LOOSENED, parts.loosened, loosened.length),
    titled('Changes', parts.changing, sections.length),
    titled(`Held: ${plural(plan.held.length, 'change')} that may not happen yet`, parts.holding, held.length),
    titled('Notices', parts.noticed, remarks.length),
  ].join('');
}

type Parts<Part> = Readonly<Record<'worst' | 'refused' | 'loosened' | 'changing' | 'holding' | 'noticed', Part>>;

/** Changes take what refusals leave, but for an eighth each that is kept for held changes and for notices as far as they need it. */
function fitParts(
  room: number,
  { worst, refused, loosened, changing, holding, noticed }: Parts<readonly Block[]>,
): Parts<Fitted> {
  const kept = (blocks: readonly Block[]) => Math.min(wholeSize(blocks), Math.floor(room / 8));
  let left = room;
  const take = (blocks: readonly Block[], most: number) => {
    const fitted = fitBlocks(blocks, Math.min(left, most));
    left -= sizeOf(fitted.text);
    return fitted;
  };
  return {
    worst: take(worst, room / 4),
    refused: take(refused, room / 2),
    loosened: take(loosened, room / 8),
    changing: take(changing, left - kept(holding) - kept(noticed)),
    holding: take(holding, left - kept(noticed)),
    noticed: take(noticed, left),
  };
}

function titled(title: string, { text }: Fitted, number: number): string {
  if (number === 0) return '';
  return `\n### ${title}\n${text === '' ? '\n_Left out._\n' : text}`;
}

function headMarkdown(plan: Plan): string {
  const { permissionSets: sets, assignments: rows, accountsToProvision } = summarise(plan);
  const lines = [
    `**${proseToMarkdown(headline(plan))}**`,
    '',
    '| | create | adopt | update | delete | provision |',
    '|---|--:|--:|--:|--:|--:|',
    `| permission sets | ${sets.create} | ${sets.adopt} | ${sets.update} | ${sets.delete} | |`,
    `| assignments | ${rows.create} | | | ${rows.delete} | |`,
    `| accounts | | | | | ${accountsToProvision} |`,
    '',
    `Identity Center ${proseToMarkdown(planPlace(plan))}. Plan id ${forMarkdownCode(plan.planId)}.`,
    ...(plan.policyData === undefined ? [] : [`\n${proseToMarkdown(judgedWith(plan.policyData))}.`]),
    ...plan.allowed.map((allowance) => `\n${proseToMarkdown(capitalised(allowedWords(allowance)))}.`),
  ];
  return `${lines.join('\n')}\n`;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Shown in brief where an example is too long for a comment. */
function worstBlocks(plan: Plan): readonly Block[] {
  const { lines, more } = worstFirst(plan);
  if (lines.length === 0) return [];
  const items = lines.map(({ label, phrase, brief }): Item => {
    const [full, short] = [phrase, brief].map((each) => `- **${label}**: ${phraseMarkdown(each)}\n`);
    return { full: full!, brief: short!, size: 1 };
  });
  const rest = more === 0 ? '' : `- and ${more} more, none of them worse\n`;
  return [{ open: '### Worst first\n\n', items, close: `${rest}\n` }];
}

function bannerMarkdown(plan: Plan, parts: Parts<Fitted>): string {
  const { worst, changing, refused, loosened, holding, noticed } = parts;
  const title = `access plan ${forMarkdownCode(shortId(plan))}\n\n`;
  const shortened = Object.values(parts).reduce((sum, part) => sum + part.shortened, 0);
  const missing = [
    ...count(worst.missing, 'of the worst', 'of the worst'),
    ...count(changing.missing, 'change'),
    ...(changing.blocks === 0 ? [] : [`all of ${plural(changing.blocks, 'permission set')}`]),
    ...count(refused.missing, 'error'),
    ...count(loosened.missing, 'looser rule'),
    ...count(holding.missing, 'held change'),
    ...count(noticed.missing, 'notice'),
    ...(shortened === 0 ? [] : [`the details of ${plural(shortened, 'entry', 'entries')}`]),
  ];
  if (missing.length === 0) return `## ${title}`;
  const where = 'The whole plan is in the CI log of `access plan`.';
  return `## INCOMPLETE: ${title}> **This comment does not show everything.** Left out: ${missing.join(', ')}. ${where}\n\n`;
}

function count(number: number, noun: string, nouns?: string): readonly string[] {
  return number === 0 ? [] : [plural(number, noun, nouns)];
}

function listBlocks(diagnostics: readonly Diagnostic[]): readonly Block[] {
  if (diagnostics.length === 0) return [];
  return [{ open: '\n', items: diagnostics.map(diagnosticItem), close: '' }];
}

function diagnosticItem({ code, severity, message, hint, span }: Diagnostic): Item {
  const title = `- **${severity}** ${forMarkdownCode(code)}`;
  const place = span === undefined ? '' : ` (${forMarkdownCode(originText({ ...span.start, file: span.file }))})`;
  const help = hint === undefined ? '' : `\n  hint: ${proseToMarkdown(hint)}`;
  return { full: `${title}: ${proseToMarkdown(message)}${place}${help}\n`, brief: `${title}\n`, size: 1 };
}
