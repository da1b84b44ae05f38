// Metadata documents of identity providers, and certificates whose keys nobody has any more.

/** RSA, 1,024 bits; until 2036-11-25. */
export const CERTIFICATE =
  'MIICCDCCAXGgAwIBAgIUXLAxXH5+ppj2FjFKO6Y357V4yFcwDQYJKoZIhvcNAQELBQAwFjEUMBIGA1UEAwwLYWNjZXNzIHRlc3Qw' +
  'HhcNMjYxMTI4MTEzNzU2WhcNMzYxMTI1MTEzNzU2WjAWMRQwEgYDVQQDDAthY2Nlc3MgdGVzdDCBnzANBgkqhkiG9w0BAQEFAAOB' +
  'jQAwgYkCgYEAxJ4MXm7n25fETDSqMqC5/0NkvoeFLVzzXIwecgRegDhnZx6c4tyQgqL3qrCorEI6hjzgXwC+u0Zbb0eSkhr5qmMl' +
  'SKjDz92yiWyihZfhNj/h3WbNeY6odr3Wxn81s7PuFfjHIA+oKRrpyddH3DERxGGY/FXMbpeVnDV0ApJQ7+MCAwEAAaNTMFEwHQYD' +
  'VR0OBBYEFCjW0Co6i4EM6jMxRhZOewuhbo7RMB8GA1UdIwQYMBaAFCjW0Co6i4EM6jMxRhZOewuhbo7RMA8GA1UdEwEB/wQFMAMB' +
  'Af8wDQYJKoZIhvcNAQELBQADgYEAW2DZstldeylP7w6arUJHRIvNWNPYy7HHcVLbNxjbgh7h2Tj5lf7yC8I8vDfEdoMh4aGQwe+3' +
  'S36I3VZ7ogSLlRPePjrkPSQBuljxtb268lH5GGBysIsMgzGc+vL3N9j/T6oYg3iqKJhwZBkTyZa0ROrwuJeDf6NEqnBYXkkLJX0=';

/** RSA, 512 bits. */
export const WEAK_CERTIFICATE =
  'MIIBdTCCAR+gAwIBAgIUUE3lcef3D9i7C9M3uvivxj8j+QcwDQYJKoZIhvcNAQELBQAwDzENMAsGA1UEAwwEd2VhazAeFw0yNjEx' +
  'MjgxMTM3NTZaFw0zNjExMjUxMTM3NTZaMA8xDTALBgNVBAMMBHdlYWswXDANBgkqhkiG9w0BAQEFAANLADBIAkEA3ur10HuwvcjI' +
  'QvJ/cCu44AjIVAfSVPyJZo7UtNk/sbxm2rYKiPuFJlguH2dwvM+4rzu9gEEtvAcWqrZ1hx2zUQIDAQABo1MwUTAdBgNVHQ4EFgQU' +
  'xfuBTahlPgFRK/nMr9BL8l9xEE4wHwYDVR0jBBgwFoAUxfuBTahlPgFRK/nMr9BL8l9xEE4wDwYDVR0TAQH/BAUwAwEB/zANBgkq' +
  'hkiG9w0BAQsFAANBABDVgHw0IXprkQOZzom1Wqq4EDEuznKdeBMeIR68kM1LDmJf+1bWXnrLdqIDQvfCy4n5ECV8QHjpTTmXNtfZ' +
  'amw=';

/** On the curve P-256; until 2136, which takes four digits of a year. */
export const CURVE_CERTIFICATE =
  'MIIBcDCCARegAwIBAgIUChITNZmVnlNeklcepo0Zg5wen9UwCgYIKoZIzj0EAwIwDTELMAkGA1UEAwwCZWMwIBcNMjYxMTI4MTEz' +
  'NzU2WhgPMjEzNjA2MDQxMTM3NTZaMA0xCzAJBgNVBAMMAmVjMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEedr7uYyGI9FdMKPK' +
  'Nczz7qTPFvufqHbmSDxUEeAG1A+F5v6FA8PJemCD4VLYB2aPowkLUJql1K6z1PwqlpuT5aNTMFEwHQYDVR0OBBYEFD4D5HC5sjd+' +
  'XLX5xa7f+tl3qYGvMB8GA1UdIwQYMBaAFD4D5HC5sjd+XLX5xa7f+tl3qYGvMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID' +
  'RwAwRAIgYdrqqOrYy7sj2REjTLSmGtFN+4Jom+4UyuaxwZrhoIYCIGCyhbOr+up4oIE/JXWnyhbPjJoRDZtjohQvhBXAEA9a';

export interface MetadataOptions {
  readonly issuer?: string;
  readonly certificates?: readonly string[];
  /** Attributes of the EntityDescriptor. */
  readonly attributes?: string;
}

/** As Entra writes it, and long enough for IAM. */
export function metadataXml({ issuer, certificates = [CERTIFICATE], attributes = '' }: MetadataOptions = {}): string {
  const keys = certificates.map(
    (certificate) =>
      `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
  );
  const address = 'https://login.microsoftonline.com/5f1b8a52-0000-4000-8000-000000000000/saml2';
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${issuer ?? 'https://sts.windows.net/5f1b8a52-0000-4000-8000-000000000000/'}" ${attributes}>`,
    `<!-- ${'padding '.repeat(60)}-->`,
    '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    ...keys,
    `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${address}"/>`,
    '</IDPSSODescriptor>',
    '</EntityDescriptor>',
  ].join('\n');
}
