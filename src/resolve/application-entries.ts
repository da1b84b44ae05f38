// What a reviewer would want to hear of applications, and no assignment of today shows: another application under a key, one that is left to others or to
// whoever it opens to, and grants that last longer.
import type { Declarations, GrantDeclaration } from '../config/declarations.ts';
import { latest, NEVER } from '../instant.ts';
import type { Entries, SettingEntry } from './setting-entry.ts';

/** `other`: the version it is compared with. Of grants, those that both have: what is new is in the plan. */
export function applicationEntries(declarations: Declarations, other: Declarations): Entries {
  const theirs = endsIn(other);
  return [
    ...[...declarations.applications.values()].flatMap(
      ({ key, reference, external, assignmentRequired: required }): Entries => {
        const path = `applications.${key.value}`;
        return [
          // Which of two is the stricter, nobody can tell.
          [`${path}.${reference.by}`, { means: 'demand', text: reference.value, span: reference.span }],
          ...(external ? ([[`${path}.external`, { means: 'exemption', text: '', span: key.span }]] as const) : []),
          ...(required === undefined
            ? []
            : ([
                [
                  `${path}.assignmentRequired`,
                  {
                    means: 'demand',
                    text: String(required.value),
                    strictness: Number(required.value),
                    span: required.span,
                  },
                ],
              ] as const)),
        ];
      },
    ),
    ...[...endsIn(declarations)].filter(([path]) => theirs.has(path)),
  ];
}

/** When the last grant of an application to somebody ends. */
function endsIn({ grants }: Declarations): ReadonlyMap<string, SettingEntry> {
  const found = new Map<string, GrantDeclaration[]>();
  for (const grant of grants)
    for (const { value: application } of grant.applications)
      for (const { value: group } of grant.groups) {
        const path = `applications.${application}: grant to ${group} ends`;
        found.set(path, [...(found.get(path) ?? []), grant]);
      }
  return new Map([...found].map(([path, those]) => [path, endOf(those)]));
}

function endOf(grants: readonly GrantDeclaration[]): SettingEntry {
  const last = latest(...grants.map(({ expires }) => expires?.value.at ?? NEVER));
  const grant = grants.find(({ expires }) => (expires?.value.at ?? NEVER) === last)!;
  const text = grant.expires?.value.text ?? 'never';
  return { means: 'demand', text, strictness: last === NEVER ? Number.NEGATIVE_INFINITY : -last, span: grant.span };
}
