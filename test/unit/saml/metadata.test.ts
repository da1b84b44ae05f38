// The metadata of identity providers: what IAM needs of it, and what is never done with it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NEVER, writeInstant } from '../../../src/instant.ts';
import { readCertificate } from '../../../src/saml/certificate.ts';
import { isMetadata, readMetadata } from '../../../src/saml/metadata.ts';
import { elementsNamed, parseXml } from '../../../src/saml/xml.ts';
import { CERTIFICATE, CURVE_CERTIFICATE, metadataXml, WEAK_CERTIFICATE } from '../../support/saml-metadata.ts';

const kindOf = (document: string): string => {
  const read = readMetadata(document);
  return isMetadata(read) ? 'metadata' : read.kind;
};

describe('metadata', () => {
  test('tells who issues assertions, and until when its certificates are good', () => {
    const read = readMetadata(metadataXml({ certificates: [CERTIFICATE, CURVE_CERTIFICATE, CERTIFICATE] }));
    expect(read).toMatchObject({
      issuer: 'https://sts.windows.net/5f1b8a52-0000-4000-8000-000000000000/',
      certificates: [{ rsaBits: 1024 }, {}],
    });
    expect(isMetadata(read) && writeInstant(read.validUntil)).toBe('2036-11-25T11:37:56.000Z');
    const own = readMetadata(metadataXml({ attributes: 'validUntil="2027-01-01T00:00:00Z"' }));
    expect(isMetadata(own) && writeInstant(own.validUntil)).toBe('2027-01-01T00:00:00.000Z');
    const odd = readMetadata(metadataXml({ attributes: 'validUntil="one day"' }));
    expect(isMetadata(odd) && odd.validUntil < NEVER).toBe(true);
  });

  test('keeps what XML writes otherwise: entities of its own, CDATA, prefixes, comments', () => {
    const written = metadataXml({ issuer: 'https://a.example/?a=1&amp;b=&#x32;' });
    const prefixed = written
      .replaceAll(/<(\/?)([A-Z])/g, '<$1md:$2')
      .replace('xmlns=', 'xmlns:md=')
      .replace(CERTIFICATE, `<![CDATA[${CERTIFICATE}]]>`);
    for (const document of [written, prefixed])
      expect(readMetadata(document)).toMatchObject({ issuer: 'https://a.example/?a=1&b=2' });
  });

  test.each([
    ['doctype', metadataXml().replace('<EntityD', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<EntityD')],
    ['malformed', metadataXml({ issuer: '&e;' })],
    ['malformed', metadataXml().replace('</EntityDescriptor>', '')],
    ['malformed', `${metadataXml()}<x/>`],
    ['malformed', metadataXml({ attributes: 'a="1" a="2"' })],
    ['too-deep', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
    ['no-entity', `<a>${'x'.repeat(1000)}</a>`],
    ['no-identity-provider', metadataXml().replaceAll('IDPSSODescriptor', 'SPSSODescriptor')],
    ['no-identity-provider', metadataXml({ issuer: '' })],
    ['no-certificate', metadataXml({ certificates: [] })],
    ['no-certificate', metadataXml().replace('use="signing"', 'use="encryption"')],
    ['certificate', metadataXml({ certificates: [CERTIFICATE.slice(0, 400)] })],
    ['weak-key', metadataXml({ certificates: [WEAK_CERTIFICATE] })],
    ['size', metadataXml({ certificates: [CURVE_CERTIFICATE] }).replace(/<!--.*-->|<Single.*>/g, '')],
    ['private-key', `${metadataXml()}<!-- -----BEGIN PRIVATE KEY----- -->`],
  ])('is refused: %s', (kind, document) => {
    expect(kindOf(document)).toBe(kind);
  });

  test('whatever stands in the file, it is read to its end and nothing is thrown', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '<a',
      ' b="',
      '"',
      "'",
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '&',
      ';',
      '=',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 60 }), (pieces) => {
        const document = pieces.join('');
        expect(typeof kindOf(document)).toBe('string');
        expect(typeof kindOf(metadataXml().replace('<KeyDescriptor', `${document}<KeyDescriptor`))).toBe('string');
      }),
    );
  });

  test.each([
    ['openings', '<a '.repeat(200_000)],
    ['attributes', `<a ${'b="c" '.repeat(150_000)}`],
    ['blanks', `<a${' '.repeat(500_000)}`],
    ['comments', '<!--'.repeat(200_000)],
    ['sections', '<![CDATA['.repeat(100_000)],
    ['references', `<a>${'&'.repeat(500_000)}</a>`],
  ])('a megabyte of %s takes time in proportion', (_, document) => {
    // Twice as long a document took four times as long, where a part of it is looked for again and again.
    expect(['malformed', 'too-deep', 'doctype']).toContain(kindOf(document));
  });
});

describe('an element', () => {
  test('has its own text and attributes, by local names', () => {
    const root = parseXml('<a:r x:y="1" xmlns:x="u"><b>one</b>two<b/>three</a:r>');
    expect(root).toMatchObject({ name: 'r', text: 'twothree', attributes: new Map([['y', '1']]) });
    expect('name' in root && elementsNamed(root, 'b').map(({ text }) => text)).toEqual(['one', '']);
  });
});

describe('a certificate', () => {
  test('is read in both notations of its dates', () => {
    expect(writeInstant(readCertificate(CURVE_CERTIFICATE)!.notAfter)).toBe('2136-06-04T11:37:56.000Z');
    expect(readCertificate(CURVE_CERTIFICATE)).not.toHaveProperty('rsaBits');
    expect(readCertificate(` ${CERTIFICATE.slice(0, 60)}\n${CERTIFICATE.slice(60)}`)?.rsaBits).toBe(1024);
  });

  test('that is cut off or changed anywhere is none, or one with dates', () => {
    const bytes = Buffer.from(CERTIFICATE, 'base64');
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(bytes.length - 1), fc.nat(255), (length, at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        for (const of of [bytes.subarray(0, length), changed]) {
          const read = readCertificate(of.toString('base64'));
          expect(read === undefined || read.notAfter > 0).toBe(true);
        }
      }),
    );
  });
});
