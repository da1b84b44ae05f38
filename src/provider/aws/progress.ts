// How far a long reading has come, for a person who waits.

export interface Progress {
  readonly step:
    | 'permission sets'
    | 'assignments'
    | 'members'
    | 'policies of accounts'
    | 'entitlements'
    | 'applications'
    | 'roles of accounts'
    | 'use of roles';
  readonly done: number;
  readonly total: number;
}
