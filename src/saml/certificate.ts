// The dates and the key size of an X.509 certificate (RFC 5280), read out of its DER bytes. Signatures are not checked: AWS does that.
import { type Instant, parseInstant } from '../instant.ts';
import { sha1 } from '../state/digest.ts';

export interface Certificate {
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** SHA-1 of it, in upper-case hexadecimal digits, as Entra names it. */
  readonly thumbprint: string;
  /** Bits of an RSA modulus. Absent: the key is of another kind. */
  readonly rsaBits?: number;
}

interface Node {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
/** The version, which certificates of version 1 leave out. */
const EXPLICIT_0 = 0xa0;

/** Undefined for what is no certificate. `base64`: as in `X509Certificate` of SAML metadata, white space and all. */
export function readCertificate(base64: string): Certificate | undefined {
  const bytes = bytesOf(base64.replaceAll(/\s/g, ''));
  const [certificate] = bytes === undefined ? [] : nodesIn(bytes);
  const [signed] = certificate?.tag === SEQUENCE ? nodesIn(certificate.bytes) : [];
  if (signed?.tag !== SEQUENCE) return undefined;
  const parts = nodesIn(signed.bytes);
  const [, , , validity, , key] = parts[0]?.tag === EXPLICIT_0 ? parts.slice(1) : parts;
  const [notBefore, notAfter] = validity?.tag === SEQUENCE ? nodesIn(validity.bytes).map(timeOf) : [];
  if (notBefore === undefined || notAfter === undefined) return undefined;
  const rsaBits = key?.tag === SEQUENCE ? rsaBitsOf(key.bytes) : undefined;
  return { notBefore, notAfter, thumbprint: sha1(bytes!), ...(rsaBits === undefined ? {} : { rsaBits }) };
}

function bytesOf(base64: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The values that stand one after another; as many as are whole. */
function nodesIn(bytes: Uint8Array): readonly Node[] {
  const nodes: Node[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const first = bytes[at + 1]!;
    const count = first < 0x80 ? 0 : first & 0x7f;
    if (count > 4) break;
    const length =
      count === 0 ? first : bytes.subarray(at + 2, at + 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
    const start = at + 2 + count;
    if (start + length > bytes.length) break;
    nodes.push({ tag: bytes[at]!, bytes: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return nodes;
}

/** RFC 5280, 4.1.2.5: two digits of a year are 1950 to 2049. */
function timeOf({ tag, bytes }: Node): Instant | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 32));
  const [, year = '', rest = ''] = (tag === UTC_TIME ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/).exec(text) ?? [];
  if ((tag !== UTC_TIME && tag !== GENERALIZED_TIME) || year === '') return undefined;
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19';
  const [month, day, hour, minute, second] = rest.match(/../g)!;
  const read = parseInstant(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return 'problem' in read ? undefined : read.start;
}

function rsaBitsOf(key: Uint8Array): number | undefined {
  const [, string] = nodesIn(key);
  // The first byte says how many bits at the end are none of the key's.
  const [sequence] = string?.tag === BIT_STRING ? nodesIn(string.bytes.subarray(1)) : [];
  const [modulus] = sequence?.tag === SEQUENCE ? nodesIn(sequence.bytes) : [];
  if (modulus?.tag !== INTEGER) return undefined;
  const first = modulus.bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (modulus.bytes.length - first) * 8 - Math.clz32(modulus.bytes[first]!) + 24;
}
