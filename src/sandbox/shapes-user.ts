// The members of a user in identitystore beside the name: what CreateUser takes and UpdateUser changes.
import { anything, boolean, list, map, structure, text } from './constraints.ts';
import { line } from './shapes.ts';

export const extensionName = text(1, 50, 'aws:identitystore:[a-z]{1,20}');

const valued = { 'Value?': line, 'Type?': line, 'Primary?': boolean };

export const userAttributes = {
  'Name?': structure({
    'Formatted?': line,
    'FamilyName?': line,
    'GivenName?': line,
    'MiddleName?': line,
    'HonorificPrefix?': line,
    'HonorificSuffix?': line,
  }),
  'NickName?': line,
  'ProfileUrl?': line,
  'Emails?': list(structure(valued), 1, 1),
  'Addresses?': list(
    structure({
      'StreetAddress?': line,
      'Locality?': line,
      'Region?': line,
      'PostalCode?': line,
      'Country?': line,
      'Formatted?': line,
      'Type?': line,
      'Primary?': boolean,
    }),
    1,
    1,
  ),
  'PhoneNumbers?': list(structure(valued), 1, 1),
  'UserType?': line,
  'Title?': line,
  'PreferredLanguage?': line,
  'Locale?': line,
  'Timezone?': line,
  'Photos?': list(structure({ Value: line, 'Type?': line, 'Display?': line, 'Primary?': boolean }), 1, 3),
  'Website?': line,
  'Birthdate?': line,
  'Roles?': list(structure(valued), 1, 1),
  'Extensions?': map(extensionName, anything, { min: 1, max: 10 }),
};
