// How the ARNs of the resources of an action look: what a request of the action can be about.

import { memoizeByIdentity } from '../../memoize.ts';
import {
  COLON,
  type Glob,
  globOf,
  isMany,
  MANY,
  MANY_IN_PATH,
  MANY_IN_SEGMENT,
  ONE,
  ONE_IN_SEGMENT,
  type Token,
  type Union,
  unionOf,
  wildcardTokens,
} from '../patterns/index.ts';
import type { Action, ActionIndex, Service } from './action-index.ts';
import { isScopedByAws } from './scoped-actions.ts';

/** The resources that requests of an action can have. */
export interface ResourceForms {
  /** Equal keys mean equal forms. */
  readonly key: string;
  /** With names that have no colon. */
  readonly arns: Union;
  /** With any names. */
  readonly loose: Union;
  /** A request can have the resource `*`: the action takes none, or all that it takes may be left out. */
  readonly bare: boolean;
}

/** Undefined: any resource, as far as anyone knows. The action is not listed, or AWS itself scopes it against its own reference. */
export function resourceForms(action: string, index: ActionIndex): ResourceForms | undefined {
  const known = index.action(action);
  return known && formsIn(index)(known);
}

const formsIn = memoizeByIdentity((index: ActionIndex) => {
  // Many actions of a service have the same resources.
  const forms = new Map<string, ResourceForms>();
  return memoizeByIdentity((action: Action): ResourceForms | undefined => {
    const { name, service, resourceTypes } = action;
    if (isScopedByAws(name)) return undefined;
    const types = resourceTypes.map(({ type, required }) => `${type.name}${required ? '!' : ''}`);
    const key = `${service} ${types.join(' ')}`;
    const made = forms.get(key) ?? formsOf(action, key, index);
    forms.set(key, made);
    return made;
  });
});

function formsOf({ name, resourceTypes }: Action, key: string, index: ActionIndex): ResourceForms {
  const arns = strictForms([name], index);
  const bare = !resourceTypes.some(({ required }) => required);
  return { key, arns: unionOf(arns), loose: unionOf(arns.map(loosened)), bare };
}

const loosened = memoizeByIdentity(({ tokens }: Glob): Glob => {
  let colons = 0;
  return globOf(
    tokens.map((token) => {
      if (token === COLON) colons++;
      if (colons < PARTS_BEFORE_RESOURCE || token === MANY_IN_PATH) return token;
      return isMany(token) ? MANY : token === ONE_IN_SEGMENT ? ONE : token;
    }),
  );
});

/** Of the resources of listed actions, with any names; none: they take no resource. */
export function arnForms(actions: readonly string[], index: ActionIndex): readonly Glob[] {
  return strictForms(actions, index).map(loosened);
}

function strictForms(actions: readonly string[], index: ActionIndex): readonly Glob[] {
  const forms = actions.flatMap((name) => {
    const action = index.action(name);
    const service = action === undefined ? undefined : index.service(action.service);
    if (action === undefined || service === undefined) return [];
    const known = arnsIn(service);
    return action.resourceTypes.flatMap(({ type }) => known.get(type.arn) ?? []);
  });
  return [...new Set(forms)];
}

/** By the text of the format: `arn:${Partition}:s3:::${BucketName}`. */
const arnsIn = memoizeByIdentity(({ resourceTypes }: Service): ReadonlyMap<string, readonly Glob[]> => {
  const texts = [...new Set(resourceTypes.map(({ arn }) => arn))];
  const arns = texts.flatMap(formatsIn);
  return new Map(texts.map((text) => [text, formatsIn(text).map((arn) => formOf(arn, arns))]));
});

/** Some types have two: `arn:…:/apis/${ApiId}/models, arn:…:/restapis/${RestApiId}/models`. */
const formatsIn = (text: string): readonly string[] => text.split(', ');

function formOf(arn: string, arns: readonly string[]): Glob {
  const head = arn.split(':').slice(0, PARTS_BEFORE_RESOURCE).join(':');
  const tokens: Token[] = [];
  let from = head.length;
  for (const { 0: variable, index } of arn.matchAll(VARIABLE)) {
    if (index < head.length) continue;
    tokens.push(...wildcardTokens(arn.slice(from, index)));
    from = index + variable.length;
    const isQualifier = arn.slice(0, index).endsWith('}:');
    if (isQualifier || isWithoutSlash(arn.slice(0, from), arns)) tokens.push(MANY_IN_PATH);
    else tokens.push(ONE_IN_SEGMENT, MANY_IN_SEGMENT);
  }
  const start = wildcardTokens(head.replace(CONNECTIONS, ':code*connections').replaceAll(VARIABLE, '*'));
  return globOf([...start.map(withinPart), ...tokens, ...wildcardTokens(arn.slice(from))]);
}

const PARTS_BEFORE_RESOURCE = 5;

/** AWS CodeStar Connections became CodeConnections: connections have ARNs of both names, whichever prefix the action has. */
const CONNECTIONS = /:(?:codestar-connections|codeconnections)(?=:)/;

const VARIABLE = /\$\{[^}]*\}/g;

/** A region or an account has no colon. */
const withinPart = (token: Token): Token => (isMany(token) ? MANY_IN_SEGMENT : token);

/** Where a `/` follows the name in an ARN of the service, it ends the name: a bucket, since `…:${BucketName}/${ObjectName}` is an object. */
const isWithoutSlash = (upToName: string, arns: readonly string[]) =>
  arns.some((other) => other.startsWith(`${upToName}/`));
