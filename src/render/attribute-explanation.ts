// An attribute for access control, for people: its value, whether live agrees, and whose access depends on it.
import { counted } from '../diagnostics/wording.ts';
import type { AttributeExplanation, TestingSet } from '../query/attributes.ts';
import { type Block, type Document, type Item, paragraph } from './document.ts';
import { type Phrase, phrase, placed, say } from './phrase.ts';

export function attributesDocument(explanations: readonly AttributeExplanation[]): Document {
  return explanations.flatMap(attributeBlocks);
}

function attributeBlocks({ key, files, live, tests, unread }: AttributeExplanation): readonly Block[] {
  const rows: readonly (readonly [label: string, value: Phrase])[] = [
    ...(typeof files === 'string' ? [] : ([['written', placeOf(files.key.span)]] as const)),
    ['value', sourceWords(files)],
    ...(live === undefined ? [] : ([['in live', liveWords(live)]] as const)),
    ['in policies', phrase`${`aws:PrincipalTag/${key}`}`],
  ];
  const facts = rows.map(([label, value]) => ({ label: say(label), values: [value] }));
  return [
    {
      kind: 'details',
      open: true,
      summary: { phrase: phrase`attribute ${key}` },
      blocks: [{ kind: 'facts', rows: facts }],
    },
    ...testBlocks(tests),
    ...(unread.length === 0
      ? []
      : [paragraph(say(`Not known of ${unread.join(', ')}: some of their policies were not read.`))]),
    paragraph(changeWords(files)),
  ];
}

const placeOf = ({ file, start }: { readonly file: string; readonly start: { readonly line: number } }): Phrase =>
  placed({ file, line: start.line });

function sourceWords(files: AttributeExplanation['files']): Phrase {
  if (files === 'not managed') return say('not known: the files do not say what the instance sends');
  if (files === 'not sent') return say('none: the files do not send it');
  return files.source === undefined ? say('what the SAML assertion has') : phrase`${files.source.value}`;
}

function liveWords(live: NonNullable<AttributeExplanation['live']>): Phrase {
  if (live === 'unread') return say('not read: the files do not manage attributes');
  // What assertions send is no line of the configuration.
  if (live === 'not sent') return say('not in the configuration of the instance');
  return phrase`${live.source}`;
}

function testBlocks(tests: readonly TestingSet[]): readonly Block[] {
  if (tests.length === 0) return [paragraph(say('No policy that was read tests it.'))];
  return [
    paragraph(say(`${counted(tests.length, 'permission set')} ${tests.length === 1 ? 'tests' : 'test'} it:`)),
    { kind: 'list', items: tests.map(testItem) },
  ];
}

const testItem = ({ permissionSet, place, policies, principals, accounts }: TestingSet): Item => ({
  subject: phrase`${permissionSet}`,
  phrase: say(
    `${policies.join(', ')}; ${principals === 0 ? 'nobody has it' : `${counted(principals, 'principal')} in ${counted(accounts, 'account')}`}`,
  ),
  ...(place === undefined ? {} : { places: [{ file: place.file, line: place.start.line }] }),
});

function changeWords(files: AttributeExplanation['files']): Phrase {
  if (files === 'not managed')
    return phrase`To manage it, write ${'accessControlAttributes'} in ${'access.yaml'}; ${'access import --attributes'} writes what live has.`;
  if (files === 'not sent') return phrase`To send it, add it under ${'accessControlAttributes'} in ${'access.yaml'}.`;
  return [...phrase`To change where its value comes from, edit `, ...placeOf(files.key.span), ...say('.')];
}
