// The section `targets`: accounts that are reached by another way than the permission sets of Identity Center.
import { diagnose } from '../diagnostics/diagnose.ts';
import { suggester } from '../diagnostics/suggest.ts';
import { optional } from '../optional.ts';
import type { SourceFolder } from '../source/file.ts';
import type { Located, Value } from '../source/value.ts';
import { entryOf } from '../source/value.ts';
import type { MetadataFile, SamlRolesTarget } from './declarations.ts';
import { decodeExpiry } from './expiry.ts';
import { type Body, entryIn, filledList, flagField, mappingOf, type Report, textField, textsField } from './fields.ts';
import { isGuid } from './object-id.ts';
import { filePath, relativeTo } from './policy-files.ts';
import { decodeSelectors } from './selectors.ts';

const SETTINGS_FILE = 'access.yaml';

interface Decoding {
  readonly files: SourceFolder['policies'];
  readonly report: Report;
}

export function decodeTargets(items: readonly Value[], decoding: Decoding): readonly SamlRolesTarget[] {
  return items.map((item) => decodeSamlRoles(item, decoding));
}

/** As CreateRole, CreateSAMLProvider and AssumeRole take them; paths are kept to what those of policies may be. */
const FORMS = {
  'provider.name': /^[\w.-]{1,128}$/,
  rolePrefix: /^[\w+=,.@-]{0,63}$/,
  rolePath: /^\/(?:[\w+=,.@-]{1,256}\/){0,8}$/,
  assumeRole: /^[\w+=,.@-]{1,64}$/,
  assumeRolePath: /^\/(?:[\w+=,.@-]{1,256}\/){0,8}$/,
  externalId: /^[\w+=,.@:/-]{2,1224}$/,
  audiences: /^https:\/\/[a-z0-9.-]{1,250}\/saml$/,
} as const;

/** `AWSReservedSSO_` are Identity Center's own. */
const RESERVED = /^AWSReserved/i;

function decodeSamlRoles(item: Value, { files, report }: Decoding): SamlRolesTarget {
  const body = mappingOf(item);
  const checked = (field: keyof typeof FORMS, text: Located<string> | undefined): Located<string> | undefined => {
    if (text === undefined) return undefined;
    const isFit = FORMS[field].test(text.value) && !(field === 'rolePrefix' && RESERVED.test(text.value));
    if (isFit) return text;
    report(diagnose('saml-roles/setting', { field, text: text.value }, { span: text.span }));
    return undefined;
  };
  const written = (field: Exclude<keyof typeof FORMS, 'provider.name'>) =>
    checked(field, textField(body, field, report));
  const provider = entryIn(body, 'provider');
  const inProvider = provider && mappingOf(provider.value);
  const accounts = entryOf(body, 'accounts');
  const retired = entryOf(body, 'retired');
  return {
    span: body.span,
    accounts: filledList(decodeSelectors(accounts, { except: false, report }), accounts, report),
    retired: decodeSelectors(retired, { except: false, report }),
    ...optional({
      provider: checked('provider.name', textField(inProvider, 'name', report)),
      metadata: metadataOf(textField(inProvider, 'metadata', report), { files, report }),
      assumeRole: written('assumeRole'),
    }),
    assumeRolePath: written('assumeRolePath')?.value ?? '/',
    ...optional({ externalId: written('externalId')?.value }),
    rolePrefix: written('rolePrefix')?.value ?? '',
    rolePath: written('rolePath')?.value ?? '/',
    audiences: textsField(body, 'audiences', report).flatMap((audience) => checked('audiences', audience)?.value ?? []),
    sessionTags: flagField(body, 'sessionTags'),
    // INVARIANT: the schema admits only the words of this type.
    roleSync: (textField(body, 'roleSync', report)?.value as SamlRolesTarget['roleSync'] | undefined) ?? 'graph',
    ...optional({
      servicePrincipalId: objectIdIn(body, report),
      sessionDuration: textField(body, 'sessionDuration', report),
      importKeyCreated: decodeExpiry(textField(body, 'importKeyCreated', report), report),
    }),
  };
}

function objectIdIn(body: Body, report: Report): Located<string> | undefined {
  const id = textField(body, 'servicePrincipalId', report);
  if (id === undefined || isGuid(id.value)) return id;
  report(diagnose('schema/object-id', { text: id.value }, { span: id.span }));
  return undefined;
}

function metadataOf(named: Located<string> | undefined, { files, report }: Decoding): MetadataFile | undefined {
  if (named === undefined) return undefined;
  const { value: path, span } = named;
  const target = filePath(path, SETTINGS_FILE, /\.xml$/i);
  if (typeof target !== 'string') {
    report(diagnose('saml-roles/metadata-path', { path, why: target.why }, { span }));
    return undefined;
  }
  const file = files.find(({ configPath }) => configPath === target);
  if (file === undefined) {
    const known = new Map(
      files.filter(({ configPath }) => /\.xml$/i.test(configPath)).map((each) => [each.configPath, each]),
    );
    const nearest = suggester()(target, known).map((configPath) => relativeTo(SETTINGS_FILE, configPath));
    report(diagnose('saml-roles/metadata-missing', { path, nearest }, { span }));
    return undefined;
  }
  if ('text' in file) return { path: named, content: file.text };
  report(file.finding);
  return undefined;
}
