interface Known {
  readonly snapshots: readonly {
    readonly name: string;
    readonly origin: string;
    readonly version: string;
    readonly date: string;
  }[];
  readonly actions: readonly string[];
  /** By path and name: version, day, document. */
  readonly policies: ReadonlyMap<string, readonly [string, string, string]>;
  readonly findings: string;
  readonly plan: string;
}

export function reportOf(known: {
  readonly before: Known;
  readonly after: Known;
  readonly compared: readonly { readonly policy: string; readonly text: string }[];
}): string;
