// Resource patterns, and the readings in which they can be matched.
//
// May a wildcard take a colon? The IAM reference says that patterns are matched segment by segment, and that a `*` at the end of a segment
// may go on beyond it; what is seen of the service is plain matching of the whole text. A statement about access has to hold either way.
import { COLON, type Glob, MANY, MANY_IN_SEGMENT, ONE, ONE_IN_SEGMENT } from './glob.ts';
import { isVariable, keyOfText, type PatternText, type Piece, readText, widest } from './pattern-text.ts';

/**
 * `free`: a wildcard takes anything. `documented`: it stops at a colon, unless it is a `*` that ends its segment. `strict`: and that it may
 * do only in the last part of an ARN, which has names of the service's own making.
 */
export type Reading = (typeof READINGS)[number];

export const READINGS = ['free', 'documented', 'strict'] as const;

export interface ResourcePattern {
  readonly text: string;
  /** Equal keys mean equal patterns. */
  readonly key: string;
  readonly shapes: Readonly<Record<Reading, Shape>>;
  /** What it matches depends on the request's variables. */
  readonly open: boolean;
}

export interface Shape {
  readonly pieces: PatternText;
  /** Every resource it can match, whatever its variables stand for. */
  readonly glob: Glob;
}

/** Policies repeat themselves, and so do their versions. */
const READ = new Map<string, ResourcePattern>();
/** Those with `${` in policies without variables. */
const READ_PLAINLY = new Map<string, ResourcePattern>();
const MOST_READ = 20_000;

/** `variables`: the policy's version has them. */
export function resourcePattern(text: string, variables: boolean): ResourcePattern {
  const known = variables || !text.includes('${') ? READ : READ_PLAINLY;
  const pattern = known.get(text) ?? read(text, variables);
  if (known.size >= MOST_READ) known.clear();
  known.set(text, pattern);
  return pattern;
}

/** What a NotResource cuts from. */
export const ANYTHING: ResourcePattern = resourcePattern('*', false);

/** Whether it matters how the pattern is read. */
export function isAmbiguous({ shapes: { free, documented, strict } }: ResourcePattern): boolean {
  return free.glob.key !== documented.glob.key || free.glob.key !== strict.glob.key;
}

function read(text: string, variables: boolean): ResourcePattern {
  const pieces = readText(text, { wildcards: true, variables });
  const free = shapeOf(pieces);
  // A plain pattern is its own text; only where `${` means something is there another key.
  const key = text.includes('${') ? keyOfText(pieces) : text;
  const plain = !/[*?]/.test(text) || !text.includes(':');
  return {
    text,
    key,
    shapes: {
      free,
      documented: plain ? free : shapeOf(segmented(pieces, false)),
      strict: plain ? free : shapeOf(segmented(pieces, true)),
    },
    open: pieces.variables.length > 0,
  };
}

function shapeOf(pieces: PatternText): Shape {
  return { pieces, glob: widest(pieces) };
}

/** The colons before the last part of an ARN. */
const COLONS = 5;

function segmented({ pieces, variables }: PatternText, strict: boolean): PatternText {
  const total = pieces.filter((piece) => piece === COLON).length;
  let colons = 0;
  const stops = (piece: Piece, index: number): Piece => {
    if (piece === COLON) colons++;
    if (isVariable(piece) || piece === COLON) return piece;
    const next = pieces[index + 1];
    const endsSegment = next === undefined || next === COLON;
    if (piece === ONE) return ONE_IN_SEGMENT;
    if (piece !== MANY) return piece;
    const inLastPart = total < COLONS || colons >= COLONS;
    return endsSegment && (inLastPart || !strict) ? MANY : MANY_IN_SEGMENT;
  };
  return { pieces: pieces.map(stops), variables };
}
