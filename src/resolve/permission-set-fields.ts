// The plain fields of a permission set: description, session duration, relay state, tags.

import type { ManagedPermissionSet } from '../config/declarations.ts';
import { meantDuration } from '../config/meant-duration.ts';
import type { EveryField } from '../definition/fields.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Located } from '../source/value.ts';
import { canonicalDuration, durationSeconds } from '../state/duration.ts';
import type { RuleContext } from './rule-context.ts';

type Fields = Pick<EveryField, 'description' | 'sessionDuration' | 'relayState' | 'tags'>;

export function fieldsOf(
  { description, sessionDuration, relayState, tags }: ManagedPermissionSet,
  context: RuleContext,
): Fields {
  if (description !== undefined) checkDescription(description, context);
  if (relayState !== undefined) checkRelayState(relayState, context);
  if (tags !== undefined) checkTags(tags, context);
  return {
    sessionDuration: sessionDuration === undefined ? DEFAULT_DURATION : durationOf(sessionDuration, context),
    description: description?.value,
    relayState: relayState?.value,
    tags: tags?.value,
  };
}

/** CreatePermissionSet gives one hour when SessionDuration is absent. */
const DEFAULT_DURATION = 'PT1H';

function durationOf({ value: text, span }: Located<string>, { report }: RuleContext): string {
  const seconds = durationSeconds(text);
  if (seconds !== undefined && seconds >= 3600 && seconds <= 12 * 3600) return canonicalDuration(seconds);
  report(diagnose('permission-set/session-duration', { text, meant: meantDuration(text) }, { span }));
  return DEFAULT_DURATION;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: tab, line feed and carriage return are part of PermissionSetDescription's pattern.
const NOT_IN_DESCRIPTIONS = /[^\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]/u;

function checkDescription({ value, span }: Located<string>, { report }: RuleContext): void {
  const [character] = NOT_IN_DESCRIPTIONS.exec(value) ?? [];
  if (character !== undefined)
    report(diagnose('permission-set/description', { length: value.length, character }, { span }));
  else if (value.length < 1 || value.length > 700)
    report(diagnose('permission-set/description', { length: value.length }, { span }));
}

const RELAY_STATE = /^[a-zA-Z0-9&$@#\\/%?=~\-_'"|!:,.;*+[\] (){}]*$/;

/** Console domains by partition. */
const CONSOLES: Readonly<Record<string, readonly string[]>> = {
  aws: ['console.aws.amazon.com'],
  'aws-cn': ['console.amazonaws.cn'],
  'aws-us-gov': ['console.amazonaws-us-gov.com'],
  'aws-eusc': ['console.amazonaws-eusc.eu'],
};

function checkRelayState({ value: text, span }: Located<string>, { partition, report }: RuleContext): void {
  if (text.length < 1 || text.length > 240)
    report(diagnose('permission-set/relay-state', { problem: `has ${text.length} characters` }, { span }));
  else if (!RELAY_STATE.test(text))
    report(
      diagnose('permission-set/relay-state', { problem: 'has a character that Identity Center refuses' }, { span }),
    );
  else {
    const suffixes = partition === undefined ? Object.values(CONSOLES).flat() : (CONSOLES[partition] ?? []);
    // Partitions that this table does not know are not judged.
    if (suffixes.length > 0 && !isPageOf(text, suffixes))
      report(
        diagnose(
          'permission-set/relay-state-url',
          { text, suffixes: suffixes.map((suffix) => `https://${suffix}/`) },
          { span },
        ),
      );
  }
}

function isPageOf(text: string, suffixes: readonly string[]): boolean {
  const host = /^https:\/\/([a-z0-9.-]+)(?:[/?#]|$)/.exec(text)?.[1];
  return host !== undefined && suffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
}

const MOST_TAGS = 49;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function checkTags({ value: tags, span }: Located<Readonly<Record<string, string>>>, { report }: RuleContext): void {
  const count = Object.keys(tags).length;
  if (count > MOST_TAGS) report(diagnose('permission-set/too-many-tags', { count, most: MOST_TAGS }, { span }));
  for (const [key, value] of Object.entries(tags)) {
    const problem = tagProblem(key, value);
    if (problem !== undefined) report(diagnose('permission-set/tag', { key, problem }, { span }));
  }
}

function tagProblem(key: string, value: string): string | undefined {
  if (key.length < 1 || key.length > 128) return `has a key of ${key.length} characters; 1 to 128 are allowed`;
  if (/^(?:aws|access):/i.test(key)) return 'has a reserved prefix';
  if (!TAG_TEXT.test(key)) return 'has a character that AWS refuses in its key';
  if (value.length > 256) return `has a value of ${value.length} characters; 256 are allowed`;
  return TAG_TEXT.test(value) ? undefined : 'has a character that AWS refuses in its value';
}
