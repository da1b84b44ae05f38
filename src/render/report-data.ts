// What the page of a report is given: dictionaries, and rows that refer to them by number. All texts are as a reader may see them.
export interface PageData {
  readonly meta: {
    readonly asOf: string;
    readonly toolVersion: string;
    readonly dir: string;
    readonly source: 'files' | 'live' | 'snapshot';
    readonly takenAt?: string;
    readonly commit?: string;
    /** The selector of production's accounts. */
    readonly production?: string;
    readonly limits: readonly string[];
  };
  /** `flags`: 1 the management account, 2 production, 4 Identity Center is administered from it. */
  readonly accounts: readonly (readonly [id: string, name: string, unit: string, flags: number])[];
  readonly principals: readonly (readonly [type: string, name: string, id: string])[];
  readonly sets: readonly (readonly [
    name: string,
    administrator: string,
    paths: readonly string[],
    levels: string,
    sessionDuration: string,
    description: string,
    place: string,
    /** How many of the paths, the first of them, count in every account. */
    everywhere: number,
    /** Names of the accounts that have it so, where others have it otherwise; else empty. */
    where: string,
  ])[];
  /** What grants say of assignments; `live`: how it agrees, in the words of LIVE_WORDS; empty where nobody looked. */
  readonly whys: readonly (readonly [lastDay: string, reasons: string, places: string, live: string])[];
  /** Four numbers an assignment: principal, set, account, why. */
  readonly rows: readonly number[];
  /** Assignments that end soon, the first to end first. */
  readonly soon: readonly number[];
  readonly unused: readonly (readonly string[])[];
  readonly changes?: { readonly base: string; readonly rows: readonly (readonly string[])[] };
  readonly drift?: readonly (readonly string[])[];
  /** Name, by whom, accounts, accounts as an administrator, id; groups of unknown members and without members as well. */
  readonly people?: readonly (readonly string[])[];
  readonly separations?: readonly (readonly string[])[];
}
