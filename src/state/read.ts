// What was asked of live, and what was not. An empty list says that there is nothing; what was not read says nothing at all, and no default
// value may stand in for it: whoever needs it has to say what becomes of the question.

export type Read<Value> = WasRead<Value> | Unread;

export interface WasRead<Value> {
  readonly read: true;
  readonly value: Value;
}

export interface Unread {
  readonly read: false;
}

export const UNREAD: Unread = { read: false };

export function asRead<Value>(value: Value): WasRead<Value> {
  return { read: true, value };
}

/** What was read of each, where all of them were; otherwise unread. */
export function allRead<Item, Value>(items: readonly Item[], of: (item: Item) => Read<Value>): Read<readonly Value[]> {
  const values: Value[] = [];
  for (const item of items) {
    const each = of(item);
    if (!each.read) return UNREAD;
    values.push(each.value);
  }
  return asRead(values);
}
