// A plan as a pull-request comment: the worst that anybody gains, the numbers, then permission sets, worst first. It fits a comment whatever the plan's size;
// what had to be left out is counted, and heads the comment.
import type { Plan } from '../plan/plan.ts';
import type { Concern } from './concern.ts';
import { fieldViews } from './definition.ts';
import { definitionBlocks } from './definition-blocks.ts';
import type { DefinitionView } from './definition-view.ts';
import {
  type Block,
  type Document,
  group,
  heading,
  type Item,
  list,
  paragraph,
  type Table,
  title,
} from './document.ts';
import { findingsBlock } from './findings.ts';
import { type Fitted, fitParts, type Part } from './fit.ts';
import { writeMarkdown } from './markdown.ts';
import { joined, type Phrase, phrase, placed, prose, quiet, say, strong } from './phrase.ts';
import { heldItem, markOf, placesOf, provisionItem, rowItem } from './plan-blocks.ts';
import type { HeldGroup } from './plan-held.ts';
import { type Section, viewOf } from './plan-model.ts';
import type { RowGroup } from './plan-rows.ts';
import { counted, headline, plural, shortId, summarise } from './summary.ts';
import { allowedWords, definitionWords, judgedWith, LOOSENED, planPlace, remarksOf } from './wording.ts';
import { worstFirst, worstLabel } from './worst-first.ts';

/** What GitHub accepts as the body of a comment, in characters; the result is shorter, in bytes as well. */
const COMMENT_LIMIT = 65_536;

/** Room for the heading, what it says of things left out, and the titles. */
const FRAME = 1_000;

export function planComment(plan: Plan, { limit = COMMENT_LIMIT }: { readonly limit?: number } = {}): Document {
  const { sections, held } = viewOf(plan);
  const { errors, loosened, remarks } = remarksOf(plan);
  const head = headBlocks(plan);
  const parts = fitParts(
    {
      worst: { blocks: worstBlocks(plan), most: 1 / 4 },
      refused: { blocks: findings(errors), most: 1 / 2 },
      loosened: { blocks: findings(loosened), most: 1 / 8 },
      changes: { blocks: sections.map(sectionBlock), most: 1 },
      held: { blocks: held.map(heldBlock), most: 1, kept: 1 / 8 },
      notices: { blocks: findings(remarks), most: 1, kept: 1 / 8 },
    } satisfies Readonly<Record<string, Part>>,
    { room: limit - 1 - FRAME - bytes(head), measure: bytes },
  );
  return [
    ...bannerBlocks(plan, parts),
    ...parts.worst.blocks,
    ...head,
    ...titled('Refused', parts.refused, errors.length),
    ...titled(LOOSENED, parts.loosened, loosened.length),
    ...titled('Changes', parts.changes, sections.length),
    ...titled(`On hold: ${plural(plan.held.length, 'change')}`, parts.held, held.length),
    ...titled('Notices', parts.notices, remarks.length),
  ];
}

const encoder = new TextEncoder();

/** UTF-8: never fewer than the UTF-16 units or the code points that GitHub may count. Blocks stand apart by an empty line. */
function bytes(document: Document): number {
  return document.length === 0 ? 0 : encoder.encode(writeMarkdown(document)).length + 1;
}

function titled(words: string, { blocks }: Fitted, number: number): readonly Block[] {
  if (number === 0) return [];
  return [heading(say(words)), ...(blocks.length === 0 ? [paragraph(quiet(say('Left out.')))] : blocks)];
}

function headBlocks(plan: Plan): readonly Block[] {
  return [
    paragraph(strong(prose(headline(plan)))),
    numbersTable(plan),
    paragraph(phrase`Identity Center ${prose(planPlace(plan))}. Plan id ${plan.planId}.`),
    ...(plan.policyData === undefined ? [] : [paragraph(prose(`${judgedWith(plan.policyData)}.`))]),
    ...plan.allowed.map((allowance) => paragraph(prose(`${capitalised(allowedWords(allowance))}.`))),
  ];
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function numbersTable(plan: Plan): Table {
  const { permissionSets: sets, assignments: rows, accountsToProvision } = summarise(plan);
  const row = (name: string, numbers: readonly (number | undefined)[]): readonly Phrase[] => [
    say(name),
    ...numbers.map((number) => (number === undefined ? [] : say(String(number)))),
  ];
  const actions = ['create', 'adopt', 'update', 'delete', 'provision'];
  return {
    kind: 'table',
    columns: [{ title: '' }, ...actions.map((action) => ({ title: action, align: 'right' as const }))],
    rows: [
      row('permission sets', [sets.create, sets.adopt, sets.update, sets.delete, undefined]),
      row('assignments', [rows.create, undefined, undefined, rows.delete, undefined]),
      row('accounts', [undefined, undefined, undefined, undefined, accountsToProvision]),
    ],
  };
}

/** Shown in brief where an example is too long for a comment. */
function worstBlocks(plan: Plan): readonly Block[] {
  const { lines, more } = worstFirst(plan);
  if (lines.length === 0) return [];
  const items = lines.map((line): Item => {
    const [full, brief] = [line.phrase, line.brief].map((each) => phrase`${worstLabel(line)}: ${each}`);
    return { phrase: full!, size: 1, brief: { phrase: brief! } };
  });
  const rest = more === 0 ? [] : [{ phrase: say(`${more} more of equal or lower risk`) }];
  return [group(heading(say('Highest-risk changes')), [list([...items, ...rest])])];
}

type Parts = Readonly<Record<'worst' | 'refused' | 'loosened' | 'changes' | 'held' | 'notices', Fitted>>;

function bannerBlocks(plan: Plan, parts: Parts): readonly Block[] {
  const { worst, changes, refused, loosened, held, notices } = parts;
  const name = phrase`access plan ${shortId(plan)}`;
  const shortened = Object.values(parts).reduce((sum, part) => sum + part.shortened, 0);
  const missing = [
    ...count(worst.missing, 'of the worst', 'of the worst'),
    ...count(changes.missing, 'change'),
    ...(changes.hidden === 0 ? [] : [`all of ${plural(changes.hidden, 'permission set')}`]),
    ...count(refused.missing, 'error'),
    ...count(loosened.missing, 'looser rule'),
    ...count(held.missing, 'held change'),
    ...count(notices.missing, 'notice'),
    ...(shortened === 0 ? [] : [`the details of ${plural(shortened, 'entry', 'entries')}`]),
  ];
  if (missing.length === 0) return [title(name)];
  const lead = strong(say('This comment does not show everything.'));
  const where = prose('The whole plan is in the CI log of `access plan`.');
  return [
    title(phrase`INCOMPLETE: ${name}`),
    { kind: 'callout', phrase: phrase`${lead} Left out: ${say(missing.join(', '))}. ${where}` },
  ];
}

function count(number: number, noun: string, nouns?: string): readonly string[] {
  return number === 0 ? [] : [plural(number, noun, nouns)];
}

function findings(found: Plan['findings']): readonly Block[] {
  return found.length === 0 ? [] : [findingsBlock(found)];
}

/** What should worry a reviewer is not behind a click. */
const WORRYING: readonly Concern[] = [
  'takeover',
  'administrator',
  'escalation',
  'permissions-management',
  'unknown',
  'broadens',
];

function sectionBlock(section: Section): Block {
  const { permissionSet, concern, definitions, provisioned, rows } = section;
  const number = (action: RowGroup['action']) =>
    rows.reduce((sum, row) => sum + (row.action === action ? row.accounts.length : 0), 0);
  const assignments = counted('assignment', { create: number('create'), delete: number('delete') });
  const parts = [
    ...definitions.map((view) => joined(definitionWords(view, section.renamedTo))),
    ...(definitions.length === 0 ? [say('definition unchanged')] : []),
    ...(assignments === '' ? [] : [say(assignments)]),
    ...(provisioned.length === 0 ? [] : [say(`${plural(provisioned.length, 'account')} to provision`)]),
  ];
  const items = [
    ...definitions.map(definitionItem),
    ...(provisioned.length === 0 ? [] : [provisionItem(section)]),
    ...rows.map((row) => rowItem(row, section)),
  ];
  return {
    kind: 'details',
    open: WORRYING.includes(concern),
    summary: { phrase: phrase`${strong(say(permissionSet))}: ${joined(parts, '; ')}` },
    blocks: [list(items)],
  };
}

function definitionItem(view: DefinitionView): Item {
  const { change } = view;
  const mark = markOf(change.action);
  const fields = fieldViews(change).map(({ label }) => label);
  const places = placesOf(change.origins).flatMap((place) => phrase` · ${placed(place)}`);
  return {
    mark,
    phrase: say('definition'),
    places: placesOf(change.origins),
    blocks: definitionBlocks(view),
    size: 1,
    kept: change.administrator === true && change.action !== 'delete',
    brief: { mark, phrase: phrase`definition${places}: ${say(fields.join(', '))} (details left out)` },
  };
}

function heldBlock({ code, reason, hint, items, size, awaitsApproval }: HeldGroup): Block {
  const number = plural(size, 'change');
  const waiting = phrase`${strong(say(`${number} ${size === 1 ? 'awaits' : 'await'} approval`))}:`;
  return {
    kind: 'details',
    open: true,
    summary: { phrase: phrase`${awaitsApproval ? waiting : say(`${number} held by`)} ${code}` },
    blocks: [
      paragraph(prose(reason)),
      ...(hint === undefined ? [] : [paragraph(phrase`hint: ${prose(hint)}`)]),
      list(items.map(heldItem)),
    ],
  };
}
