// The metadata document of an identity provider, of which IAM makes a SAML provider (CreateSAMLProvider). It holds public keys alone.
import { earliest, type Instant, NEVER, parseInstant } from '../instant.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { elementsNamed, parseXml, type XmlElement, type XmlMistake } from './xml.ts';

export interface SamlMetadata {
  /** `entityID`: who issues assertions. */
  readonly issuer: string;
  /** Those that may sign assertions, each once. */
  readonly certificates: readonly Certificate[];
  /** When the first of them ends, or the document itself. What has none ends at no time. */
  readonly validUntil: Instant;
}

export type MetadataMistake =
  | XmlMistake
  | { readonly kind: 'size'; readonly characters: number }
  | { readonly kind: 'private-key' | 'no-entity' | 'no-identity-provider' | 'no-certificate' | 'certificate' }
  | { readonly kind: 'weak-key'; readonly bits: number };

/** SAMLMetadataDocument (CreateSAMLProvider). */
const METADATA_CHARACTERS = { least: 1_000, most: 10_000_000 } as const;
/** IAM wants no shorter key (IAM User Guide, creating SAML identity providers). */
const LEAST_BITS = 1024;

export const isMetadata = (read: SamlMetadata | MetadataMistake): read is SamlMetadata => 'issuer' in read;

export function readMetadata(document: string): SamlMetadata | MetadataMistake {
  const characters = [...document].length;
  if (/PRIVATE KEY/.test(document)) return { kind: 'private-key' };
  const root = parseXml(document);
  if ('kind' in root) return root;
  const entity = elementsNamed(root, 'EntityDescriptor').find(
    (each) => elementsNamed(each, 'IDPSSODescriptor').length > 0,
  );
  if (elementsNamed(root, 'EntityDescriptor').length === 0) return { kind: 'no-entity' };
  const issuer = entity?.attributes.get('entityID');
  if (entity === undefined || issuer === undefined || issuer === '') return { kind: 'no-identity-provider' };
  const read = certificatesOf(entity);
  if ('kind' in read) return read;
  if (characters < METADATA_CHARACTERS.least || characters > METADATA_CHARACTERS.most)
    return { kind: 'size', characters };
  const own = parseInstant(entity.attributes.get('validUntil') ?? '');
  const ends = read.certificates.map(({ notAfter }) => notAfter);
  const validUntil = earliest(NEVER, ...ends, ...('problem' in own ? [] : [own.start]));
  return { issuer, certificates: read.certificates, validUntil };
}

function certificatesOf(entity: XmlElement): { readonly certificates: readonly Certificate[] } | MetadataMistake {
  const keys = elementsNamed(entity, 'IDPSSODescriptor')
    .flatMap((descriptor) => elementsNamed(descriptor, 'KeyDescriptor'))
    .filter(({ attributes }) => (attributes.get('use') ?? 'signing') === 'signing');
  const texts = new Set(
    keys.flatMap((key) => elementsNamed(key, 'X509Certificate').map(({ text }) => text.replaceAll(/\s/g, ''))),
  );
  if (texts.size === 0) return { kind: 'no-certificate' };
  const certificates = [...texts].map(readCertificate);
  if (certificates.some((each) => each === undefined)) return { kind: 'certificate' };
  const known = certificates.filter((each) => each !== undefined);
  const weak = known.find(({ rsaBits = LEAST_BITS }) => rsaBits < LEAST_BITS);
  return weak?.rsaBits === undefined ? { certificates: known } : { kind: 'weak-key', bits: weak.rsaBits };
}
