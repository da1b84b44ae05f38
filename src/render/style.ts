// Colours, as a parameter: renderers know neither the terminal nor the environment.

export type Paint = (text: string) => string;

/** The part of picocolors' `createColors(enabled)` that renderers use; pass one of those. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

export interface Layout {
  readonly style: Style;
  /** Columns; lists wrap, policies and names do not. */
  readonly width: number;
  /** A person sees it on a screen: findings are wrapped as well. In a log each is a line, to be searched for. */
  readonly onScreen?: boolean;
}

const unpainted: Paint = (text) => text;

/** For files, pipes and comparisons. */
export const PLAIN: Style = {
  bold: unpainted,
  dim: unpainted,
  red: unpainted,
  green: unpainted,
  yellow: unpainted,
  cyan: unpainted,
};
