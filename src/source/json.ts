// Whether a text is strict JSON, and where it is not: `JSON.parse` does not reliably say where, and YAML accepts more than JSON.
//
// Not by jsonc-parser: it calls itself for every bracket, and a file of a megabyte of `[` exhausts the stack. Its scanner does not, but is the smaller part of this.

/** What ends in .json is held to JSON. */
export const isJsonPath = (configPath: string): boolean => configPath.toLowerCase().endsWith('.json');

export interface JsonProblem {
  readonly offset: number;
  readonly reason: string;
}

const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings may not hold them
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;
const OTHER_SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

/** What may come next. `first` stands just after an opening bracket, where a closing one may follow. */
type Expecting = 'value' | 'first-value' | 'key' | 'first-key' | 'after-value';

export function jsonProblem(text: string): JsonProblem | undefined {
  // The brackets that are open, as the characters that close them: a loop and not recursion, so that no input exhausts the stack.
  const open: ('}' | ']')[] = [];
  let expecting: Expecting = 'value';
  let offset = skip(SPACE, text, 0);
  while (!(expecting === 'after-value' && open.length === 0)) {
    const step = next(text, offset, expecting, open);
    if ('reason' in step) return step;
    expecting = step.expecting;
    offset = skip(SPACE, text, step.offset);
  }
  return offset === text.length ? undefined : { offset, reason: 'text after the end of the JSON value' };
}

type Step = { readonly offset: number; readonly expecting: Expecting } | JsonProblem;

function next(text: string, offset: number, expecting: Expecting, open: ('}' | ']')[]): Step {
  const character = text[offset];
  if (character === undefined) return { offset, reason: 'the JSON ends too early' };
  const closes = expecting === 'after-value' || expecting === 'first-value' || expecting === 'first-key';
  if (closes && character === open.at(-1)) {
    open.pop();
    return { offset: offset + 1, expecting: 'after-value' };
  }
  switch (expecting) {
    case 'after-value':
      if (character !== ',') return { offset, reason: `expected \`,\` or \`${open.at(-1)}\` in the JSON` };
      return { offset: offset + 1, expecting: open.at(-1) === '}' ? 'key' : 'value' };
    case 'key':
    case 'first-key':
      return key(text, offset);
    case 'value':
    case 'first-value':
      return value(text, offset, open);
    default:
      return expecting satisfies never;
  }
}

function key(text: string, offset: number): Step {
  const end = skip(STRING, text, offset);
  if (end === offset) return { offset, reason: 'expected a key in double quotes in the JSON' };
  const colon = skip(SPACE, text, end);
  return text[colon] === ':'
    ? { offset: colon + 1, expecting: 'value' }
    : { offset: colon, reason: 'expected `:` after the key in the JSON' };
}

function value(text: string, offset: number, open: ('}' | ']')[]): Step {
  if (text[offset] === '{' || text[offset] === '[') {
    const object = text[offset] === '{';
    open.push(object ? '}' : ']');
    return { offset: offset + 1, expecting: object ? 'first-key' : 'first-value' };
  }
  const end = Math.max(skip(STRING, text, offset), skip(OTHER_SCALAR, text, offset));
  return end > offset ? { offset: end, expecting: 'after-value' } : { offset, reason: 'expected a JSON value' };
}

/** Where the match of a sticky pattern ends; the offset itself when there is none. */
function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}
