// Members that may be absent: under `exactOptionalPropertyTypes` an absent one is not the same as one that is undefined, and JSON, digests and
// comparisons see the difference.

/** What of `members` is not undefined: `{ a, ...optional({ b }) }` has no `b` where there is none. */
export function optional<Members extends object>(
  members: Members,
): { readonly [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof Members]?: Exclude<Members[Name], undefined> };
}
