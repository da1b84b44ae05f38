// One rule of `guardrails`: its scope, and exactly one thing that it demands.

import { diagnose } from '../diagnostics/diagnose.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { RESTRICTIONS, type Restriction } from '../restriction.ts';
import { type Entry, entryOf, type Located, type MappingValue, type Value } from '../source/value.ts';
import {
  filledList,
  flagField,
  itemsOf,
  itemsUpTo,
  mappingOf,
  type Report,
  textField,
  textOf,
  textsField,
} from './fields.ts';
import type {
  AdministratorLevel,
  Demand,
  Denial,
  DeniedLevel,
  Enforcement,
  Exemption,
  GuardrailDeclaration,
  Members,
  Pack,
  Requirement,
  ScopeDeclaration,
  ScopeExpiry,
  Separation,
} from './guardrail-declarations.ts';
import { decodeSelectors } from './selectors.ts';

export interface GuardrailContext {
  readonly report: Report;
  /** Reads a ceiling from the file that was named. */
  readonly readPolicy: (named: Located<string>) => Value | undefined;
}

/** Waivers and command lines name rules: letters, digits and `. _ -`, and no `/`, which codes of diagnostics have. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Undefined: it demands nothing that could be judged. */
export function decodeGuardrail(body: MappingValue, context: GuardrailContext): GuardrailDeclaration | undefined {
  const { report } = context;
  // INVARIANT: the schema requires an id, and admits only the words of these types.
  const id = textField(body, 'id', report)!;
  const word = <Word extends string>(key: string, standard: Word): Word =>
    (textField(body, key, report)?.value as Word | undefined) ?? standard;
  if (!ID.test(id.value)) report(diagnose('guardrail/id', { id: id.value }, { span: id.span }));
  const title = textField(body, 'title', report)?.value.replace(/\s+/g, ' ').trim();
  const demand = decodeDemand(body, id, context);
  const on = word<GuardrailDeclaration['on']>('on', 'state');
  if (on === 'reach' && (demand?.kind === 'separate' || demand?.kind === 'require'))
    report(
      diagnose('guardrail/reach-demand', { id: id.value, demand: demand.kind }, { span: entryOf(body, 'on')!.keySpan }),
    );
  const scope = scopeOf(body, demand, report);
  if (demand === undefined) return undefined;
  return {
    id,
    ...(title === undefined || title === '' ? {} : { title }),
    enforcement: word<Enforcement>('enforcement', 'hard'),
    on,
    customerManagedPolicies: word<GuardrailDeclaration['customerManagedPolicies']>('customerManagedPolicies', 'deny'),
    scope,
    demand,
    span: body.span,
  };
}

/** A requirement names groups and accounts itself, as a grant does. */
function scopeOf(body: MappingValue, demand: Demand | undefined, report: Report): ScopeDeclaration {
  const written = entryOf(body, 'scope');
  if (demand?.kind !== 'require') return decodeScope(written, report);
  if (written !== undefined) report(diagnose('guardrail/scope-of-requirement', {}, { span: written.keySpan }));
  const required = entryOf(body, 'require')!;
  const [groups, accounts] = ['groups', 'accounts'].map((key) => entryOf(mappingOf(required.value), key));
  const { span } = required.value;
  const asked = itemsOf(groups?.value).map((item) => textOf(item, report));
  return {
    groups: { not: false, of: { kind: 'list', items: filledList(asked, groups, report) }, span },
    ...(accounts && {
      accounts: {
        not: false,
        of: {
          kind: 'list',
          items: filledList(decodeSelectors(accounts, { except: false, report }), accounts, report),
        },
        span,
      },
    }),
  };
}

function decodeScope(entry: Entry | undefined, report: Report): ScopeDeclaration {
  if (entry === undefined) return {};
  const body = mappingOf(entry.value);
  const accounts = decodeMembers(entryOf(body, 'accounts'), report, (written) =>
    decodeSelectors(written, { except: false, report }),
  );
  const groups = decodeMembers(entryOf(body, 'groups'), report, ({ value }) =>
    itemsOf(value).map((item) => textOf(item, report)),
  );
  const expires = decodeScopeExpiry(textField(body, 'expires', report), report);
  return { ...(accounts && { accounts }), ...(groups && { groups }), ...(expires && { expires }) };
}

const AFTER_DAYS = /^after ([1-9][0-9]{0,3})d$/;

function decodeScopeExpiry(written: Located<string> | undefined, report: Report): Located<ScopeExpiry> | undefined {
  if (written === undefined) return undefined;
  const { value: text, span } = written;
  if (text === 'never') return { value: 'never', span };
  const days = AFTER_DAYS.exec(text)?.[1];
  if (days !== undefined) return { value: { afterDays: Number(days) }, span };
  report(diagnose('guardrail/scope-expires', { text }, { span }));
  return undefined;
}

/** Text is the name of a set, a list has the members themselves, and `{ not: … }` is all but either. */
function decodeMembers<Member>(
  entry: Entry | undefined,
  report: Report,
  decodeList: (entry: Entry) => readonly Member[],
): Members<Member> | undefined {
  if (entry === undefined) return undefined;
  const excluded = entry.value.kind === 'mapping' ? entryOf(entry.value, 'not') : undefined;
  const written = excluded ?? entry;
  const { value } = written;
  const { span } = entry.value;
  if (value.kind === 'scalar')
    return { not: excluded !== undefined, of: { kind: 'set', name: textOf(value, report) }, span };
  const items = filledList(decodeList(written), written, report);
  return { not: excluded !== undefined, of: { kind: 'list', items }, span };
}

const DEMANDS = ['deny', 'ceiling', 'separate', 'require'] as const;

function decodeDemand(body: MappingValue, id: Located<string>, context: GuardrailContext): Demand | undefined {
  const [first, second] = DEMANDS.flatMap((key) => entryOf(body, key) ?? []);
  if (first === undefined || second !== undefined) {
    const keys = first === undefined || second === undefined ? [] : [first.key, second.key];
    context.report(diagnose('guardrail/demand', { id: id.value, keys }, { span: second?.keySpan ?? id.span }));
    return undefined;
  }
  switch (first.key as (typeof DEMANDS)[number]) {
    case 'deny':
      return decodeDenial(first, context.report);
    case 'ceiling': {
      const { value } = first;
      const policy = value.kind === 'mapping' ? value : context.readPolicy(textOf(value, context.report));
      return policy && { kind: 'ceiling', policy, span: first.keySpan };
    }
    case 'separate':
      return decodeSeparation(first, context.report);
    case 'require':
      return decodeRequirement(first, context.report);
    default:
      return first.key as never;
  }
}

const LEVELS: readonly (DeniedLevel | AdministratorLevel)[] = [
  'administrator',
  'near-administrator',
  'permissions-management',
  'tagging',
  'write',
  'read',
  'list',
  'unknown',
];
const PACKS: readonly Pack[] = ['escalation', 'identity-center-takeover'];

/** Each action is held against every action that AWS has. */
const MOST_ACTIONS = 500;
const MOST_NAMES = 100;

function decodeDenial({ value, keySpan }: Entry, report: Report): Denial | undefined {
  const body = mappingOf(value);
  const names = (key: string, most = MOST_NAMES) =>
    filledList(textsField(body, key, report, most), entryOf(body, key), report);
  const actions = names('actions', MOST_ACTIONS);
  const unless = entryOf(body, 'unless');
  if (unless !== undefined && actions.length === 0)
    report(diagnose('guardrail/unless-without-actions', {}, { span: unless.keySpan }));
  const denial: Denial = {
    kind: 'deny',
    access: wordsIn(entryOf(body, 'access'), LEVELS, report),
    actions,
    ...(unless && { unless: decodeExemption(unless, report) }),
    managed: names('managed'),
    equivalent: flagField(body, 'equivalent'),
    packs: wordsIn(entryOf(body, 'pack'), PACKS, report),
    // INVARIANT: the schema admits only the words of this type.
    restrictions: entryOf(body, 'restriction')
      ? names('restriction').map(({ value: word }) => word as Restriction)
      : RESTRICTIONS,
    span: keySpan,
  };
  const { access, managed, packs } = denial;
  if ([access, actions, managed, packs].every((list) => list.length === 0)) {
    if (!['access', 'actions', 'managed', 'pack'].some((key) => entryOf(body, key)))
      report(diagnose('guardrail/denies-nothing', {}, { span: keySpan }));
    return undefined;
  }
  return denial;
}

/** One word of a fixed list, or several. Items of a list were judged by the schema; one word by itself was not. */
function wordsIn<Word extends string>(
  entry: Entry | undefined,
  allowed: readonly Word[],
  report: Report,
): readonly Located<Word>[] {
  const words = filledList(
    itemsUpTo(MOST_NAMES, entry, report).map((item) => textOf(item, report)),
    entry,
    report,
  );
  return words.flatMap(({ value: text, span }) => {
    const word = allowed.find((candidate) => candidate === text);
    if (word !== undefined) return [{ value: word, span }];
    const facts = { field: `\`${entry?.key}\``, text, allowed, nearest: nearest(text, allowed) };
    report(diagnose('schema/enum', facts, { span }));
    return [];
  });
}

function decodeExemption({ value, keySpan }: Entry, report: Report): Exemption {
  const body = mappingOf(value);
  const names = (key: string) => filledList(textsField(body, key, report, MOST_NAMES), entryOf(body, key), report);
  const exemption = { resources: names('resource'), conditionKeys: names('conditionKeys') };
  // It would exempt everything.
  if (body.entries.length === 0)
    report(diagnose('schema/required', { keys: ['resource', 'conditionKeys'], within: '`unless`' }, { span: keySpan }));
  return exemption;
}

/** INVARIANT: the schema requires `groups` and `accounts`, and admits only one word as `access`. */
function decodeRequirement({ value, keySpan }: Entry, report: Report): Requirement | undefined {
  const body = mappingOf(value);
  const access = textField(body, 'access', report);
  const written = entryOf(body, 'managed');
  const managed = filledList(textsField(body, 'managed', report, MOST_NAMES), written, report);
  if (access === undefined && written === undefined) {
    report(diagnose('guardrail/requires-nothing', {}, { span: keySpan }));
    return undefined;
  }
  return { kind: 'require', administrator: access !== undefined, managed, span: keySpan };
}

function decodeSeparation({ value, keySpan }: Entry, report: Report): Separation {
  const body = mappingOf(value);
  const side = (key: string) => {
    const names = mappingOf(entryOf(body, key)!.value);
    return filledList(
      textsField(names, 'permissionSets', report, MOST_NAMES),
      entryOf(names, 'permissionSets'),
      report,
    );
  };
  const written = textField(body, 'within', report)?.value;
  const within = written === 'account' || written === 'person' ? written : 'organization';
  return { kind: 'separate', a: side('a'), b: side('b'), within, span: keySpan };
}
