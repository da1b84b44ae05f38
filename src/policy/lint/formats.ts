// The ARN formats that the index lists for the resources of an action, as shapes that the ARNs of a policy are held against.

import { memoizeByIdentity as oncePer } from '../../memoize.ts';
import type { ActionIndex, Service } from '../catalogue/index.ts';
import { type Glob, globOf, intersects, MANY, MANY_IN_SEGMENT, type Token, wildcardTokens } from '../patterns/index.ts';

/** How the ARNs of one resource type look. */
export interface ResourceFormat {
  readonly glob: Glob;
  /** How many `/` they have; undefined: a name in them may have some of its own, such as the key of an object. */
  readonly slashes: number | undefined;
}

/** Whether an ARN of this format can match the pattern. */
export function isFormatOf({ glob, slashes }: ResourceFormat, pattern: Glob): boolean {
  return (slashes === undefined || slashesIn(pattern) <= slashes) && intersects(glob, pattern);
}

/** Of the resources of actions; none: they take no resource. */
export function formatsFor(actions: readonly string[], index: ActionIndex): readonly ResourceFormat[] {
  const formats = actions.flatMap((name) => {
    const action = index.action(name);
    const service = action === undefined ? undefined : index.service(action.service);
    if (action === undefined || service === undefined) return [];
    const known = formatsIn(service);
    return action.resourceTypes.flatMap(({ type }) => known.get(type.arn) ?? []);
  });
  return [...new Set(formats)];
}

/** By the text of the format: `arn:${Partition}:s3:::${BucketName}`. */
const formatsIn = oncePer(({ resourceTypes }: Service): ReadonlyMap<string, ResourceFormat> => {
  const arns = [...new Set(resourceTypes.map(({ arn }) => arn))];
  return new Map(arns.map((arn) => [arn, formatOf(arn, arns)]));
});

function formatOf(arn: string, arns: readonly string[]): ResourceFormat {
  const head = arn.split(':').slice(0, PARTS_BEFORE_RESOURCE).join(':');
  const resource = arn.slice(head.length);
  const open = resource.replaceAll(VARIABLE, (variable, start: number) =>
    isWithoutSlash(head + resource.slice(0, start + variable.length), arns) ? '' : '*',
  );
  return {
    glob: globOf([
      ...patternTokens(head.replace(CONNECTIONS, ':code*connections')).map(withinPart),
      ...patternTokens(resource),
    ]),
    slashes: open.includes('*') ? undefined : open.split('/').length - 1,
  };
}

const PARTS_BEFORE_RESOURCE = 5;

/** AWS CodeStar Connections became CodeConnections: connections have ARNs of both names, whichever prefix the action has. */
const CONNECTIONS = /:(?:codestar-connections|codeconnections)(?=:)/;

const VARIABLE = /\$\{[^}]*\}/g;

const patternTokens = (format: string) => wildcardTokens(format.replaceAll(VARIABLE, '*'));

/** A region or an account has no colon. */
const withinPart = (token: Token): Token => (token === MANY ? MANY_IN_SEGMENT : token);

/** Where a `/` follows the name in an ARN of the service, it ends the name: a bucket, since `…:${BucketName}/${ObjectName}` is an object. */
const isWithoutSlash = (upToName: string, arns: readonly string[]) =>
  arns.some((other) => other.startsWith(`${upToName}/`));

const SLASH = 47;

const slashesIn = ({ tokens }: Glob) => tokens.filter((token) => token === SLASH).length;
