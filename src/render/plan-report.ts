// A plan for a reviewer who has never seen the tool: all of it, for a terminal or a page.
//
// First, in a few lines, the worst that anybody gains. Then permission sets, by how much they should worry (concern.ts), then by
// name. In a set: its definition, what that comes to and whom it reaches, where it is provisioned, then each group with what it
// gains before what it loses. What may not happen yet and what refuses the plan stand last, right above the one line that sums it
// up, because that is where the eye lands in a log. No change is ever left out.
import type { Plan } from '../plan/plan.ts';
import { definitionBlocks } from './definition-blocks.ts';
import { type Block, type Document, group, heading, type Item, list, paragraph, title } from './document.ts';
import { findingsBlock } from './findings.ts';
import { joined, lines, type Phrase, phrase, prose, quiet, say, strong, toned, whole } from './phrase.ts';
import { heldItem, markOf, placesOf, provisionItem, rowItem } from './plan-blocks.ts';
import { type HeldGroup, heldLabel } from './plan-held.ts';
import { type Section, viewOf } from './plan-model.ts';
import { headline, plural, summarise } from './summary.ts';
import { allowedWords, definitionWords, judgedWith, LOOSENED, planPlace, remarksOf } from './wording.ts';
import { worstFirst, worstLabel } from './worst-first.ts';

export function planReport(plan: Plan): Document {
  const { head, worst, loosened, sections, notices, held, refused, summary } = partsOf(plan);
  return [head, ...worst, ...loosened, ...sections, ...notices, ...held, ...refused, summary];
}

/** The same from top to bottom: a page is not read from its end. */
export function planPage(plan: Plan): Document {
  const { head, worst, loosened, sections, notices, held, refused } = partsOf(plan);
  const changes = sections.length === 0 ? [] : [heading(say('Changes')), ...sections];
  return [title(say(headline(plan))), head, ...refused, ...worst, ...loosened, ...changes, ...held, ...notices];
}

function partsOf(plan: Plan) {
  const { sections, held } = viewOf(plan);
  const { errors, loosened, remarks } = remarksOf(plan);
  return {
    head: paragraph(lines(headLines(plan))),
    worst: worstBlocks(plan),
    loosened: findings(LOOSENED, loosened),
    sections: sections.flatMap(sectionBlocks),
    notices: findings('Notices', remarks),
    held: [
      ...(held.length === 0 ? [] : [heading(say(`On hold: ${plural(plan.held.length, 'change')}`))]),
      ...held.map(heldBlock),
    ],
    refused: findings('Refused', errors),
    summary: summaryBlock(plan),
  };
}

function findings(words: string, found: Plan['findings']): readonly Block[] {
  return found.length === 0 ? [] : [heading(say(words)), findingsBlock(found)];
}

const LEGEND = ['+ create', '- delete', '~ update or adopt', '! provision: push the permission set to its accounts'];

function headLines(plan: Plan): readonly Phrase[] {
  return [
    say(`Plan for Identity Center ${planPlace(plan)}`),
    quiet(say(`plan id ${plan.planId}`)),
    ...(plan.policyData === undefined ? [] : [quiet(say(judgedWith(plan.policyData)))]),
    ...plan.allowed.map((allowance) => say(allowedWords(allowance))),
    ...(plan.changes.length === 0
      ? []
      : [quiet(LEGEND.flatMap((entry, index) => [...(index === 0 ? [] : [{ kind: 'gap' } as const]), ...say(entry)]))]),
  ];
}

function worstBlocks(plan: Plan): readonly Block[] {
  const { lines: shown, more } = worstFirst(plan);
  if (shown.length === 0) return [];
  const rows = shown.map((line) => ({ label: worstLabel(line), values: [line.phrase] }));
  const rest = more === 0 ? [] : [paragraph(say(`${more} more of equal or lower risk`))];
  return [group(heading(say('Highest-risk changes')), [{ kind: 'facts', rows }, ...rest])];
}

/** A second definition of one set, in a plan that somebody forged, stands by itself. */
function sectionBlocks(section: Section): readonly Block[] {
  const { permissionSet, definitions, provisioned, rows } = section;
  const name = strong(say(`permission set ${permissionSet}`));
  const provision = provisioned.length === 0 ? [] : [list([provisionItem(section)])];
  const heads = definitions.map((view, index): Item => {
    const { action, origins } = view.change;
    return {
      mark: markOf(action),
      phrase: whole(phrase`${name}: ${joined(definitionWords(view, section.renamedTo))}`),
      places: placesOf(origins),
      blocks: [...definitionBlocks(view), ...(index === definitions.length - 1 ? provision : [])],
    };
  });
  const unchanged: Item = { mark: 'none', phrase: whole(phrase`${name}: definition unchanged`), blocks: provision };
  const summaries = heads.length === 0 ? [unchanged] : heads;
  return summaries.map((summary, index) => ({
    kind: 'details',
    summary,
    open: true,
    blocks: index < summaries.length - 1 ? [] : [list(rows.map((row) => rowItem(row, section)))],
  }));
}

function heldBlock(held: HeldGroup): Block {
  const { code, reason, hint, items } = held;
  const hints = hint === undefined ? [] : [{ lead: phrase`${toned('notice', say('hint'))}: `, phrase: prose(hint) }];
  return {
    kind: 'details',
    open: true,
    summary: {
      mark: 'none',
      lead: phrase`${toned('warning', say(`${heldLabel(held)}[${code}]`))}: `,
      phrase: prose(reason),
      blocks: [list([...hints, ...items.map(heldItem)])],
    },
    blocks: [],
  };
}

function summaryBlock(plan: Plan): Block {
  const line = say(headline(plan));
  return paragraph(strong(summarise(plan).errors > 0 ? toned('alarm', line) : line));
}
