// May somebody do something, as JSON: the contract of schemas/answer.schema.json.
import type { Answer, Session, UncertainSession } from '../decisions/answer.ts';
import type { Part } from '../decisions/decide.ts';
import type { Span } from '../source/span.ts';
import { forJson } from './escape.ts';

export function renderAnswerJson({ subject, question, verdict, sessions, uncertain, policyData }: Answer): string {
  const answer = {
    formatVersion: 1,
    subject,
    question,
    verdict,
    sessions: sessions.map(sessionJson),
    uncertain: uncertain.map(uncertainJson),
    policyData,
  };
  return `${forJson(JSON.stringify(answer, null, 2))}\n`;
}

function sessionJson({ place, parts, ...session }: Session) {
  return { ...session, ...placeJson(place), statements: parts.map(partJson) };
}

function uncertainJson({ open, ...session }: UncertainSession) {
  if (open.kind === 'accounts')
    return { ...session, unknown: open.kind, selectors: open.selectors, ...placeJson(open.place) };
  const { id, name = id } = open.group;
  return { ...session, unknown: open.kind, group: name };
}

function partJson({ place, document, ...part }: Part) {
  return { policy: document, ...part, ...placeJson(place) };
}

const placeJson = (place: Span | undefined) =>
  place === undefined ? {} : { place: { file: place.file, line: place.start.line, column: place.start.column } };
