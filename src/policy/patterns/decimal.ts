// Decimal numbers of any size and precision, exactly: the order of what policies write must not depend on how a machine rounds it.

/** `units` of the size 10^-scale. Equal numbers are equal values: no unit ends in a zero that the scale could do without. */
export interface Decimal {
  readonly units: bigint;
  /** Places after the point, not negative. */
  readonly scale: number;
}

/** `-12.50`; undefined for anything else, as for exponents. */
export function decimalOf(text: string): Decimal | undefined {
  const [, sign = '', whole, fraction = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const places = fraction.replace(/0+$/, '');
  const units = BigInt(whole + places);
  return { units: sign === '-' ? -units : units, scale: places.length };
}

export function decimalText({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Less than zero: `a` comes first. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function sumOf(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  return reduced({ units: left + right, scale });
}

/** The number half way. */
export function middleOf(a: Decimal, b: Decimal): Decimal {
  const { units, scale } = sumOf(a, b);
  return reduced({ units: units * 5n, scale: scale + 1 });
}

/** A tenth, a hundredth, …; or, where `places` is negative, ten times, a hundred times. */
export function shifted({ units, scale }: Decimal, places: number): Decimal {
  const moved = scale + places;
  return moved < 0 ? { units: units * 10n ** BigInt(-moved), scale: 0 } : reduced({ units, scale: moved });
}

export const wholeNumber = (units: number | bigint): Decimal => ({ units: BigInt(units), scale: 0 });

function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  if (a.scale === b.scale) return [a.units, b.units, a.scale];
  const scale = Math.max(a.scale, b.scale);
  const raised = ({ units, scale: own }: Decimal) => (own === scale ? units : units * 10n ** BigInt(scale - own));
  return [raised(a), raised(b), scale];
}

function reduced({ units, scale }: Decimal): Decimal {
  let [rest, places] = [units, scale];
  while (places > 0 && rest % 10n === 0n) [rest, places] = [rest / 10n, places - 1];
  return { units: rest, scale: places };
}
