// An application of the Identity Center, for people: who may use it, why, and whether live agrees.
import { writeInstant } from '../instant.ts';
import type { ApplicationExplanation, ApplicationUse } from '../query/applications.ts';
import { type Block, type Document, type Item, paragraph } from './document.ts';
import { type Phrase, phrase, placed, say } from './phrase.ts';
import { untilWords } from './wording.ts';

export function applicationsDocument(explanations: readonly ApplicationExplanation[]): Document {
  return explanations.flatMap(applicationBlocks);
}

function applicationBlocks({ key, declaration, live, uses }: ApplicationExplanation): readonly Block[] {
  const { reference, external, assignmentRequired: required } = declaration;
  const rows: readonly (readonly [label: string, value: Phrase])[] = [
    ['written', placeOf(declaration.key.span)],
    [reference.by === 'arn' ? 'ARN' : 'name', phrase`${reference.value}`],
    ...(live === undefined ? [] : ([['in live', liveWords(live)]] as const)),
    ...(external ? ([['managed by', say('others: what they assign is theirs')]] as const) : []),
    ...(required === undefined ? [] : ([['assignment', requiredWords(required.value)]] as const)),
  ];
  const items = uses.map((use): Item => ({ phrase: useWords(use) }));
  return [
    {
      kind: 'details',
      open: true,
      summary: { phrase: phrase`application ${key}` },
      blocks: [{ kind: 'facts', rows: rows.map(([label, value]) => ({ label: say(label), values: [value] })) }],
    },
    items.length === 0 ? paragraph(say('The files grant it to nobody.')) : { kind: 'list', items },
  ];
}

const placeOf = ({ file, start }: { readonly file: string; readonly start: { readonly line: number } }): Phrase =>
  placed({ file, line: start.line });

const requiredWords = (isRequired: boolean): Phrase =>
  say(isRequired ? 'required: only who is assigned may use it' : 'not required: everybody in the directory may use it');

function liveWords(live: NonNullable<ApplicationExplanation['live']>): Phrase {
  if (!live.found) return say(live.reason);
  const named = phrase`${live.label}, of account ${live.account}`;
  return live.assignmentRequired === false ? phrase`${named}; everybody in the directory may use it` : named;
}

function useWords({ principal, name, grants, isAssigned }: ApplicationUse): Phrase {
  const who = phrase`${say(principal.type)} ${name}`;
  const why = grants.map(({ span, expires, reason }) => {
    const until = expires === undefined ? '' : `, ${untilWords(writeInstant(expires.value.at))}`;
    return phrase` by ${placeOf(span)}${say(until)}${say(reason === undefined ? '' : `, reason: "${reason}"`)}`;
  });
  const state =
    isAssigned === undefined
      ? []
      : grants.length === 0
        ? say(': assigned, and no grant asks for it')
        : say(isAssigned ? ': assigned' : ': not assigned');
  return [...who, ...why.flat(), ...state];
}
