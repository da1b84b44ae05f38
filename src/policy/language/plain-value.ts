// Plain data as a located tree, so that what is found in it has a place: the path of the element, `Statement[1].Action[0]`, stands for the file.
import type { Position, Span } from '../../source/span.ts';
import type { Value } from '../../source/value.ts';

const START: Position = { line: 1, column: 1, offset: 0 };

/** What JSON cannot hold becomes null. */
export function locatedByPath(value: unknown, path = ''): Value {
  const span = spanOf(path);
  if (Array.isArray(value))
    return { kind: 'sequence', items: value.map((item, place) => locatedByPath(item, `${path}[${place}]`)), span };
  if (typeof value === 'object' && value !== null)
    return {
      kind: 'mapping',
      entries: Object.entries(value).map(([key, member]) => {
        const inner = path === '' ? key : `${path}.${key}`;
        return { key, keySpan: spanOf(inner), value: locatedByPath(member, inner) };
      }),
      span,
    };
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return {
    kind: 'scalar',
    value: isScalar ? value : null,
    source: isScalar ? String(value) : 'null',
    quoted: typeof value === 'string',
    span,
  };
}

function spanOf(path: string): Span {
  return { file: path, start: START, end: START };
}
