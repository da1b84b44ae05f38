// A plan for a reviewer who has never seen the tool: all of it, for a terminal or a page.
//
// First the verdict, and a line for each gain and loss of access, the worst first. Then what a change of the files does beside assignments: looser rules,
// other people behind a name, grants that reach further. Then permission sets, by how much they should worry (concern.ts), then by name. In a set: its
// definition, what that comes to and whom it reaches, where it is provisioned, then each group with what it gains before what it loses. What may not
// happen yet and what refuses the plan stand last, right above the one line that sums it up, because that is where the eye lands in a log.
// With a base, what was there before this change of the files is counted in a line, unless all of it is asked for. No change of its own is ever left out.

import { counted } from '../diagnostics/wording.ts';
import type { Plan } from '../plan/plan.ts';
import type { UncheckedAccount } from '../plan/preflight.ts';
import { assignedWords } from '../targets/words.ts';
import { accountPhrase } from './accounts.ts';
import { definitionBlocks } from './definition-blocks.ts';
import { type Block, type Document, group, heading, type Item, list, paragraph, title } from './document.ts';
import { findingsBlock } from './findings.ts';
import { namedAccounts } from './names.ts';
import { peopleLine } from './people-words.ts';
import { joined, lines, type Phrase, phrase, placed, prose, quiet, say, strong, toned, whole } from './phrase.ts';
import { placesOf } from './places.ts';
import { attributeItems } from './plan-attributes.ts';
import { assignmentItem, heldItem, markOf, provisionItem, resourceItem, type Showing } from './plan-blocks.ts';
import { type HeldGroup, heldLabel } from './plan-held.ts';
import { firstLines, lineLabel, type PlanLine, planLines } from './plan-lines.ts';
import { type Section, viewOf } from './plan-model.ts';
import { othersPhrase, ownOf } from './plan-own.ts';
import { reviewLines } from './review-blocks.ts';
import { headline, summarise, verdict } from './summary.ts';
import { allowedWords, definitionWords, judgedWith, LOOSENED, planPlace, remarksOf } from './wording.ts';

/** How much of a plan is told. */
export interface Detail {
  /** What was there before this change of the files, too. */
  readonly all?: boolean;
  /** Every account by its name. */
  readonly verbose?: boolean;
}

export function planReport(plan: Plan, detail: Detail = {}): Document {
  const {
    head,
    lines: lineBlocks,
    review,
    sections,
    cancelled,
    others,
    unchecked,
    notices,
    held,
    refused,
    summary,
  } = partsOf(plan, detail);
  return [
    ...head,
    ...lineBlocks,
    ...review,
    ...sections,
    ...cancelled,
    ...unchecked,
    ...notices,
    ...held,
    ...refused,
    ...others,
    summary,
  ];
}

/** The same from top to bottom: a page is not read from its end. */
export function planPage(plan: Plan, detail: Detail = {}): Document {
  const parts = partsOf(plan, { ...detail, verbose: true });
  const { head, lines: lineBlocks, review, sections, cancelled, others, unchecked, notices, held, refused } = parts;
  const changes = sections.length === 0 ? [] : [heading(say('Changes')), ...sections];
  const name = title(say(`access: ${parts.verdict}`));
  return [
    name,
    ...head,
    ...refused,
    ...lineBlocks,
    ...review,
    ...held,
    ...changes,
    ...cancelled,
    ...others,
    ...unchecked,
    ...notices,
  ];
}

function partsOf(plan: Plan, { all = false, verbose = false }: Detail) {
  const own = ownOf(plan, all);
  const { sections, held, attributes, resources } = viewOf(plan, own);
  const { errors, loosened, remarks } = remarksOf(plan);
  const { identities, renames, wider, narrower, cancelled } = reviewLines(plan);
  const showing: Showing = { names: plan.names, verbose };
  const others = othersPhrase(own);
  const verdictWords = verdict(plan, own);
  return {
    verdict: verdictWords,
    head: [
      paragraph(
        lines([
          strong(say(`access: ${verdictWords}.`)),
          ...headLines(
            plan,
            own.changes.some(({ action }) => action !== 'release'),
          ),
        ]),
      ),
    ],
    lines: [...peopleBlocks(peopleLine(own.changes, plan)), ...linesUnderHeading(planLines(own, plan))],
    review: [
      ...findings(LOOSENED, loosened),
      ...items('Names that stand for somebody else', identities),
      ...items('Grants that reach further', wider),
      ...items('Grants that reach less far', narrower),
      ...items('Renamed', renames),
    ],
    sections: [
      ...items('Attributes for access control', attributes.flatMap(attributeItems)),
      ...items(
        'Beside assignments',
        resources.map((change) => resourceItem(change, plan.names)),
      ),
      ...sections.flatMap((section) => sectionBlocks(section, showing)),
    ],
    cancelled: items('Cancelled by this change', cancelled),
    others: others === undefined ? [] : [paragraph(phrase`${others} (--all shows them)`)],
    unchecked: verbose ? items('Not checked', uncheckedItems(plan)) : [],
    notices: findings('Notices', all ? remarks : remarks.filter(({ preexisting }) => preexisting !== true)),
    held: [
      ...(held.length === 0 ? [] : [heading(say(`On hold: ${counted(own.held.length, 'change')}`))]),
      ...held.map((each) => heldBlock(each, showing)),
    ],
    refused: findings('Refused', errors),
    summary: summaryBlock(plan),
  };
}

function uncheckedItems({ preflight, names }: Plan): readonly Item[] {
  return (preflight?.unchecked ?? []).map(({ account, why, detail }) => ({
    phrase: phrase`${accountPhrase(namedAccounts([account], names)[0]!)}: ${say(UNCHECKED[why])} (${prose(detail)})`,
  }));
}

const UNCHECKED = {
  role: 'the role of `preflight` cannot be assumed',
  denied: 'the role of `preflight` may not read',
  failed: 'no answer',
  unable: 'not read',
} as const satisfies Record<UncheckedAccount['why'], string>;

function findings(words: string, found: Plan['findings']): readonly Block[] {
  return found.length === 0 ? [] : [heading(say(words)), findingsBlock(found)];
}

function items(words: string, found: readonly Item[]): readonly Block[] {
  return found.length === 0 ? [] : [group(heading(say(words)), [list(found)])];
}

const LEGEND = ['+ create', '- delete', '~ update or adopt', '! provision: push the permission set to its accounts'];

function headLines(plan: Plan, hasChanges: boolean): readonly Phrase[] {
  return [
    say(`Plan for Identity Center ${planPlace(plan)}`),
    quiet(say(`plan id ${plan.planId}`)),
    ...(plan.policyData === undefined ? [] : [quiet(say(judgedWith(plan.policyData)))]),
    ...plan.allowed.map((allowance) => say(allowedWords(allowance))),
    ...(hasChanges
      ? [quiet(LEGEND.flatMap((entry, index) => [...(index === 0 ? [] : [{ kind: 'gap' } as const]), ...say(entry)]))]
      : []),
  ];
}

/** More than these are read in the sections. */
const MOST_LINES = 30;

const peopleBlocks = (line: Phrase | undefined): readonly Block[] => (line === undefined ? [] : [paragraph(line)]);

function linesUnderHeading(found: readonly PlanLine[]): readonly Block[] {
  if (found.length === 0) return [];
  const { lines: shown, more } = firstLines(found, MOST_LINES);
  const rows = shown.map((line) => ({ label: lineLabel(line), values: [linePhrase(line)] }));
  const rest = more === 0 ? [] : [paragraph(say(`${more} more of equal or lower risk`))];
  return [group(heading(say('Who gains and loses')), [{ kind: 'facts', rows }, ...rest])];
}

function linePhrase({ phrase: sentence, what, example, places }: PlanLine): Phrase {
  const notes = [...(what.length === 0 ? [] : [what]), ...(example === undefined ? [] : [example])];
  const from = places.slice(0, MOST_PLACES).flatMap((place): Phrase => [{ kind: 'gap' }, ...placed(place)]);
  return [...sentence, ...(notes.length === 0 ? [] : phrase`: ${joined(notes, '; ')}`), ...from];
}

const MOST_PLACES = 2;

/** A second definition of one set, in a plan that somebody forged, stands by itself. */
function sectionBlocks(section: Section, showing: Showing): readonly Block[] {
  const { permissionSet, definitions, provisioned, rows } = section;
  const { what, unchanged: same } = assignedWords(permissionSet);
  const name = strong(say(`${what} ${permissionSet}`));
  const provision = provisioned.length === 0 ? [] : [list([provisionItem(section, showing)])];
  const heads = definitions.map((view, index): Item => {
    const { action, origins } = view.change;
    return {
      mark: markOf(action),
      phrase: whole(phrase`${name}: ${joined(definitionWords(view, section.renamedTo))}`),
      places: placesOf(origins),
      blocks: [...definitionBlocks(view, showing.names), ...(index === definitions.length - 1 ? provision : [])],
    };
  });
  const unchanged: Item = { mark: 'none', phrase: whole(phrase`${name}: ${say(same)}`), blocks: provision };
  const summaries = heads.length === 0 ? [unchanged] : heads;
  return summaries.map((summary, index) => ({
    kind: 'details',
    summary,
    open: true,
    blocks: index < summaries.length - 1 ? [] : [list(rows.map((row) => assignmentItem(row, section, showing)))],
  }));
}

function heldBlock(held: HeldGroup, showing: Showing): Block {
  const { code, reason, hint, items: waiting } = held;
  const hints = hint === undefined ? [] : [{ lead: phrase`${toned('notice', say('hint'))}: `, phrase: prose(hint) }];
  return {
    kind: 'details',
    open: true,
    summary: {
      mark: 'none',
      lead: phrase`${toned('warning', say(`${heldLabel(held)}[${code}]`))}: `,
      phrase: prose(reason),
      blocks: [list([...hints, ...waiting.map((item) => heldItem(item, showing))])],
    },
    blocks: [],
  };
}

function summaryBlock(plan: Plan): Block {
  const line = say(headline(plan));
  return paragraph(strong(summarise(plan).errors > 0 ? toned('alarm', line) : line));
}
