// A plan as a pull-request comment: the verdict; a line for everything that people ask (who gains what, who loses what, what changes later); then the
// details of each permission set, worst first, folded. It fits a comment whatever the plan's size: details are given up before lines, and lines of what
// changes nobody's access before those that do. What had to be left out is counted, and heads the comment.

import { counted } from '../diagnostics/wording.ts';
import type { AttributesChange, ResourceChange } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { assignedWords } from '../targets/words.ts';
import type { Concern } from './concern.ts';
import { fieldViews } from './definition.ts';
import { definitionBlocks } from './definition-blocks.ts';
import type { DefinitionView } from './definition-view.ts';
import { type Block, type Document, heading, type Item, list, paragraph, title } from './document.ts';
import { findingsBlock } from './findings.ts';
import { type Fitted, fitParts, type Part } from './fit.ts';
import { writeMarkdown } from './markdown.ts';
import { peopleLine } from './people-words.ts';
import { joined, type Phrase, phrase, placed, prose, quiet, say, strong } from './phrase.ts';
import { placesOf } from './places.ts';
import type { AssignmentGroup } from './plan-assignments.ts';
import { attributeItems, attributesSentence } from './plan-attributes.ts';
import { assignmentItem, heldItem, markOf, provisionItem, resourceItem, type Showing } from './plan-blocks.ts';
import type { HeldGroup } from './plan-held.ts';
import { lineLabel, type PlanLine, planLines } from './plan-lines.ts';
import { type Section, viewOf } from './plan-model.ts';
import { othersPhrase, ownOf } from './plan-own.ts';
import { reviewLines } from './review-blocks.ts';
import { countedActions, shortId, verdict } from './summary.ts';
import { allowedWords, definitionWords, LOOSENED, planPlace, remarksOf } from './wording.ts';

/** What GitHub accepts as the body of a comment, in characters; the result is shorter, in bytes as well. */
const COMMENT_LIMIT = 65_536;

/** Room for the heading, what it says of things left out, and the titles. */
const FRAME = 1_200;

export interface CommentOptions {
  /** Characters, and bytes. */
  readonly limit?: number;
  /** What was there before this change of the files, too. */
  readonly all?: boolean;
}

export function planComment(plan: Plan, { limit = COMMENT_LIMIT, all = false }: CommentOptions = {}): Document {
  const own = ownOf(plan, all);
  const { sections, held, attributes, resources } = viewOf(plan, own);
  const { errors, loosened, remarks } = remarksOf(plan);
  const { identities, renames, wider, narrower, cancelled } = reviewLines(plan);
  const lines = planLines(own, plan);
  const shownRemarks = all ? remarks : remarks.filter(({ preexisting }) => preexisting !== true);
  const showing: Showing = { names: plan.names, verbose: false };
  const foot = footBlocks(plan, othersPhrase(own));
  const line = peopleLine(own.changes, plan);
  const people = line === undefined ? [] : [paragraph(line)];
  const parts = fitParts(
    {
      refused: { blocks: findings(errors), most: 1 / 2 },
      lines: { blocks: listed(lines.map(lineItem)), most: 3 / 4 },
      loosened: { blocks: findings(loosened), most: 1 / 8 },
      identities: { blocks: listed(identities), most: 1 / 8 },
      wider: { blocks: listed(wider), most: 1 / 4 },
      held: { blocks: held.map((each) => heldBlock(each, showing)), most: 1, kept: 1 / 8 },
      narrower: { blocks: listed(narrower), most: 1 / 8 },
      renames: { blocks: listed(renames), most: 1 / 8 },
      cancelled: { blocks: listed(cancelled), most: 1 / 8 },
      notices: { blocks: findings(shownRemarks), most: 1 / 8 },
      changes: {
        blocks: [
          ...attributesBlock(attributes),
          ...resourcesBlock(resources, plan),
          ...sections.map((section) => sectionBlock(section, showing)),
        ],
        most: 1,
      },
    } satisfies Readonly<Record<string, Part>>,
    { room: limit - 1 - FRAME - bytes(foot) - bytes(people), measure: bytes },
  );
  return [
    ...bannerBlocks(verdict(plan, own), parts),
    ...titled('Refused', parts.refused, errors.length),
    ...titled(LOOSENED, parts.loosened, loosened.length),
    ...titled('Names that stand for somebody else', parts.identities, identities.length),
    ...people,
    ...parts.lines.blocks,
    ...titled('Grants that reach further', parts.wider, wider.length),
    ...titled(`On hold: ${counted(own.held.length, 'change')}`, parts.held, held.length),
    ...titled('Grants that reach less far', parts.narrower, narrower.length),
    ...titled('Renamed', parts.renames, renames.length),
    ...titled('Cancelled by this change', parts.cancelled, cancelled.length),
    ...titled('Details', parts.changes, sections.length + attributes.length + resources.length),
    ...titled('Notices', parts.notices, shownRemarks.length),
    ...foot,
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

function listed(items: readonly Item[]): readonly Block[] {
  return items.length === 0 ? [] : [list(items)];
}

function findings(found: Plan['findings']): readonly Block[] {
  return found.length === 0 ? [] : [findingsBlock(found)];
}

const MOST_PLACES = 2;

/** Without its example where that is too long for a comment. */
function lineItem(line: PlanLine): Item {
  const { phrase: sentence, what, example, kept, places } = line;
  const about = (notes: readonly Phrase[]) =>
    phrase`${lineLabel(line)}: ${sentence}${notes.length === 0 ? [] : phrase`; ${joined(notes, '; ')}`}`;
  const brief = { phrase: about([]), places: places.slice(0, 1) };
  const notes = [...(what.length === 0 ? [] : [what]), ...(example === undefined ? [] : [example])];
  return { phrase: about(notes), places: places.slice(0, MOST_PLACES), size: 1, kept, brief };
}

type Parts = Readonly<
  Record<
    | 'refused'
    | 'lines'
    | 'loosened'
    | 'identities'
    | 'wider'
    | 'held'
    | 'narrower'
    | 'renames'
    | 'cancelled'
    | 'changes'
    | 'notices',
    Fitted
  >
>;

/** What is left out of each part: the noun for one. */
const NOUNS: Readonly<Record<keyof Parts, string>> = {
  refused: 'error',
  lines: 'line',
  loosened: 'looser rule',
  identities: 'name',
  wider: 'wider grant',
  held: 'held change',
  narrower: 'narrower grant',
  renames: 'rename',
  cancelled: 'cancelled change',
  changes: 'change',
  notices: 'notice',
};

function bannerBlocks(words: string, parts: Parts): readonly Block[] {
  const shortened = Object.values(parts).reduce((sum, part) => sum + part.shortened, 0);
  const missing = [
    ...(Object.keys(NOUNS) as (keyof Parts)[]).flatMap((name) =>
      parts[name].missing === 0 ? [] : [counted(parts[name].missing, NOUNS[name])],
    ),
    ...(parts.changes.hidden === 0 ? [] : [`the details of ${counted(parts.changes.hidden, 'permission set')}`]),
    ...(shortened === 0 ? [] : [`the details of ${counted(shortened, 'entry')}`]),
  ];
  if (missing.length === 0) return [title(say(`access: ${words}`))];
  const lead = strong(say('This comment does not show everything.'));
  const where = prose(
    'The whole plan is in the job summary, and `access show` prints it from the plan file of this run.',
  );
  return [
    title(say(`INCOMPLETE: access: ${words}`)),
    { kind: 'callout', phrase: phrase`${lead} Left out: ${say(missing.join(', '))}. ${where}` },
  ];
}

/** What was there before, and which plan this is of what: for whoever looks for it. */
function footBlocks(plan: Plan, others: Phrase | undefined): readonly Block[] {
  const { base } = plan.config;
  const against = base === undefined ? [] : phrase`, against ${base.slice(0, 12)}`;
  return [
    ...(others === undefined ? [] : [paragraph(phrase`${others}.`)]),
    ...plan.allowed.map((allowance) => paragraph(prose(`${capitalised(allowedWords(allowance))}.`))),
    paragraph(quiet(phrase`plan ${shortId(plan)}: ${prose(planPlace(plan))}${against}`)),
  ];
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What should worry a reviewer is not behind a click, unless it has a line that says so: only what nobody could tell. */
const OPEN: readonly Concern[] = ['unknown'];

/** Of the instance, and so above all permission sets. */
function attributesBlock(changes: readonly AttributesChange[]): readonly Block[] {
  if (changes.length === 0) return [];
  const sentences = joined(changes.map(attributesSentence), '; ');
  const summary = { phrase: phrase`${strong(say('attributes for access control'))}: ${sentences}` };
  return [{ kind: 'details', open: false, summary, blocks: [list(changes.flatMap(attributeItems))] }];
}

function resourcesBlock(changes: readonly ResourceChange[], { names }: Plan): readonly Block[] {
  return changes.length === 0 ? [] : [list(changes.map((change) => resourceItem(change, names)))];
}

function sectionBlock(section: Section, showing: Showing): Block {
  const { permissionSet, concern, definitions, provisioned, rows } = section;
  const number = (action: AssignmentGroup['action']) =>
    rows.reduce((sum, row) => sum + (row.action === action ? row.accounts.length : 0), 0);
  const assignments = countedActions('assignment', { create: number('create'), delete: number('delete') });
  const parts = [
    ...definitions.map((view) => joined(definitionWords(view, section.renamedTo))),
    ...(definitions.length === 0 ? [say(assignedWords(permissionSet).unchanged)] : []),
    ...(assignments === '' ? [] : [say(assignments)]),
    ...(provisioned.length === 0 ? [] : [say(`${counted(provisioned.length, 'account')} to provision`)]),
  ];
  const items = [
    ...definitions.map((view) => definitionItem(view, showing)),
    ...(provisioned.length === 0 ? [] : [provisionItem(section, showing)]),
    ...rows.map((row) => assignmentItem(row, section, showing)),
  ];
  return {
    kind: 'details',
    open: OPEN.includes(concern),
    summary: { phrase: phrase`${strong(say(permissionSet))}: ${joined(parts, '; ')}` },
    blocks: [list(items)],
  };
}

function definitionItem(view: DefinitionView, { names }: Showing): Item {
  const { change } = view;
  const mark = markOf(change.action);
  const fields = fieldViews(change).map(({ label }) => label);
  const places = placesOf(change.origins).flatMap((place) => phrase` · ${placed(place)}`);
  return {
    mark,
    phrase: say('definition'),
    places: placesOf(change.origins),
    blocks: definitionBlocks(view, names),
    size: 1,
    brief: { mark, phrase: phrase`definition${places}: ${say(fields.join(', '))} (details left out)` },
  };
}

function heldBlock({ code, reason, hint, items, size, awaitsApproval }: HeldGroup, showing: Showing): Block {
  const number = counted(size, 'change');
  const waiting = phrase`${strong(say(`${number} ${size === 1 ? 'awaits' : 'await'} approval`))}:`;
  return {
    kind: 'details',
    open: true,
    summary: { phrase: phrase`${awaitsApproval ? waiting : say(`${number} held by`)} ${code}` },
    blocks: [
      paragraph(prose(reason)),
      ...(hint === undefined ? [] : [paragraph(phrase`hint: ${prose(hint)}`)]),
      list(items.map((item) => heldItem(item, showing))),
    ],
  };
}
