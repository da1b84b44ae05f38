// IP addresses in conditions: ranges that are written otherwise than they are read, ranges that leave hardly anything out, private addresses where
// there are only public ones, and addresses that say nothing without the network they are in.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ConditionEntry, Statement } from '../language/index.ts';
import { type AddressRange, addressRange, addressText, contains } from '../patterns/index.ts';
import { at, isAllow } from './place.ts';
import type { Subject } from './subject.ts';

export function addressFindings(statement: Statement, subject: Subject): readonly Diagnostic[] {
  return [
    ...statement.conditions.flatMap((entry) => rangeFindings(entry, statement)),
    ...pairFindings(statement, subject),
  ];
}

function rangeFindings(
  { operator: { base }, key, values }: ConditionEntry,
  statement: Statement,
): readonly Diagnostic[] {
  if (base?.endsWith('IpAddress') !== true) return [];
  const isPublic = key.text.toLowerCase() === 'aws:sourceip';
  // What is not in the range is let in by the one, and not denied by the other.
  const isLimit = isAllow(statement) === (base === 'IpAddress');
  return values.flatMap((value) => {
    const range = addressRange(value.text);
    if (range === undefined) return [];
    const { text } = value;
    const meant = canonicalRange(text, range);
    if (isPublic && PRIVATE.some((outer) => contains(outer, range)))
      return [diagnose('policy/private-address', { text }, at(value))];
    return [
      ...(meant === undefined ? [] : [diagnose('policy/address-host-bits', { text, meant }, at(value))]),
      ...(isLimit && isWide(range, text)
        ? [diagnose('policy/wide-address-range', { text, version: range.version, bits: bitsOf(text) }, at(value))]
        : []),
    ];
  });
}

/** RFC 1918, RFC 6598, loopback and link-local, and their like in IPv6. */
const PRIVATE: readonly AddressRange[] = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10', '::1'],
].map((range) => addressRange(range)!);

/** The range as it is read, where an address in the middle of it is written. */
function canonicalRange(text: string, { version, first }: AddressRange): string | undefined {
  const [address = '', length] = text.trim().split('/');
  return length === undefined || addressRange(address)!.first === first
    ? undefined
    : `${shortened(addressText(version, first))}/${length}`;
}

/** As RFC 5952 has it, `2001:db8::`; of IPv4 as it is. */
const shortened = (address: string): string =>
  address.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;

/** The largest blocks that were ever given to one organisation: an eighth of the bits. Nobody works from more addresses. */
const NARROWEST = { 4: 8, 6: 16 } as const;

const bitsOf = (text: string): number => Number(text.trim().split('/')[1] ?? Number.NaN);

const isWide = ({ version }: AddressRange, text: string): boolean => bitsOf(text) < NARROWEST[version];

/**
 * Keys whose values mean something together only: two networks can have the same private addresses. IAM User Guide, "AWS global condition
 * context keys", on `aws:VpcSourceIp` and on `aws:Ec2InstanceSourcePrivateIPv4`.
 */
const PAIRS: readonly (readonly [key: string, others: readonly string[]])[] = [
  [
    'aws:VpcSourceIp',
    ['aws:SourceVpc', 'aws:SourceVpce', 'aws:SourceVpcArn', 'aws:VpceAccount', 'aws:VpceOrgID', 'aws:VpceOrgPaths'],
  ],
  ['aws:Ec2InstanceSourcePrivateIPv4', ['aws:Ec2InstanceSourceVpc']],
];

function pairFindings(statement: Statement, { policy }: Subject): readonly Diagnostic[] {
  return statement.conditions.flatMap(({ key, operator: { base } }) => {
    const others = PAIRS.find(([name]) => isKey(key.text, name))?.[1];
    if (others === undefined || base === 'Null') return [];
    // Each Deny takes away by itself: one may be about the addresses, and another about the networks.
    const beside = isAllow(statement) ? [statement] : policy.statements.filter((other) => !isAllow(other));
    const isPaired = beside.some(({ conditions }) =>
      conditions.some((entry) => entry.operator.base !== 'Null' && others.some((name) => isKey(entry.key.text, name))),
    );
    return isPaired ? [] : [diagnose('policy/paired-keys', { key: key.text, others: others.slice(0, 2) }, at(key))];
  });
}

const isKey = (written: string, name: string): boolean => written.toLowerCase() === name.toLowerCase();
