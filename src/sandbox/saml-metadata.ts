// Metadata documents of SAML providers: what IAM reads out of them (who issues assertions, which keys sign them, how long it is good for), and made ones.
import { createHash, X509Certificate } from 'node:crypto';
import { hex } from './ids.ts';

export interface SamlMetadata {
  readonly issuer: string;
  /** SHA-256 of each certificate, in hexadecimal digits. */
  readonly keyHashes: readonly string[];
  /** In milliseconds since 1970: the first of the document's own end and those of its certificates. Absent: nothing in it tells. */
  readonly validUntil?: number;
}

/** Undefined for what is not the metadata of an identity provider with a certificate, and for documents that define entities. */
export function samlMetadata(document: string): SamlMetadata | undefined {
  const entity = /<(?:[\w-]+:)?EntityDescriptor\b[^>]*?\bentityID\s*=\s*["']([^"']+)["'][^>]*>/.exec(document);
  const certificates = [
    ...document.matchAll(/<(?:[\w-]+:)?X509Certificate>([A-Za-z0-9+/=\s]+)<\/(?:[\w-]+:)?X509Certificate>/g),
  ];
  const isProvider = /<(?:[\w-]+:)?IDPSSODescriptor\b/.test(document) && !/<!(?:DOCTYPE|ENTITY)/i.test(document);
  const issuer = entity?.[1];
  if (!isProvider || issuer === undefined || certificates.length === 0) return undefined;
  const keys = [...new Set(certificates.map(([, text = '']) => text.replaceAll(/\s/g, '')))];
  const ends = [timeOf(/\bvalidUntil\s*=\s*["']([^"']+)["']/.exec(entity?.[0] ?? '')?.[1]), ...keys.map(endOf)];
  const known = ends.filter((end) => end !== undefined);
  return {
    issuer,
    keyHashes: keys.map((key) => createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex')),
    ...(known.length === 0 ? {} : { validUntil: Math.min(...known) }),
  };
}

/** Undefined for what is no certificate: those of seeds may be made of hashes. */
function endOf(certificate: string): number | undefined {
  try {
    return timeOf(new X509Certificate(Buffer.from(certificate, 'base64')).validTo);
  } catch {
    return undefined;
  }
}

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** A metadata document in the form IAM takes. Its certificate is made of hashes: nothing can be signed with it. */
export function madeMetadata(entity: string): string {
  const certificate = Array.from({ length: 12 }, (_, block) => hex(64, 'certificate', entity, String(block))).join('');
  return (
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entity}">` +
    '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">' +
    '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>' +
    `<ds:X509Certificate>${Buffer.from(certificate, 'hex').toString('base64')}</ds:X509Certificate>` +
    '</ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService ' +
    'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sandbox.invalid/saml"/>' +
    '</md:IDPSSODescriptor></md:EntityDescriptor>'
  );
}
