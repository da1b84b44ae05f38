// IP addresses and CIDR ranges as numbers.

export interface AddressRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const WIDTH = { 4: 32n, 6: 128n } as const;

/** `10.0.0.0/8`, `10.1.2.3`, `2001:db8::/32`; undefined for anything else. */
export function addressRange(text: string): AddressRange | undefined {
  const [, address = '', length] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? [];
  const version = address.includes(':') ? 6 : 4;
  const number = version === 6 ? parseV6(address) : parseV4(address);
  const width = WIDTH[version];
  const bits = length === undefined ? width : BigInt(length);
  if (number === undefined || bits > width) return undefined;
  const host = (1n << (width - bits)) - 1n;
  return { version, first: number & ~host, last: number | host };
}

export function contains(range: AddressRange, address: AddressRange): boolean {
  return range.version === address.version && range.first <= address.first && address.last <= range.last;
}

export function addressText(version: 4 | 6, number: bigint): string {
  const [groups, size, radix, separator] = version === 4 ? [4, 8n, 10, '.'] : [8, 16n, 16, ':'];
  const mask = (1n << BigInt(size)) - 1n;
  return Array.from({ length: Number(groups) }, (_, index) =>
    ((number >> (BigInt(size) * BigInt(Number(groups) - 1 - index))) & mask).toString(Number(radix)),
  ).join(String(separator));
}

export const lastAddress = (version: 4 | 6): bigint => (1n << WIDTH[version]) - 1n;

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((number, part) => (number << 8n) | BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
  return groups.reduce((number, group) => (number << 16n) | BigInt(group), 0n);
}

/** The 16-bit groups of one side of `::`; the last may be written as an IPv4 address. */
function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':').flatMap((part): readonly number[] => {
    const embedded = part.includes('.') ? parseV4(part) : undefined;
    if (embedded !== undefined) return [Number(embedded >> 16n), Number(embedded & 0xffffn)];
    return [/^[0-9a-f]{1,4}$/i.test(part) ? Number.parseInt(part, 16) : Number.NaN];
  });
  return groups.some(Number.isNaN) ? undefined : groups;
}
