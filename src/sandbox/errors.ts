// The two kinds of error of the sandbox: what a service answers to a caller, and what stops the sandbox from starting.

/** An error answer of a service. `code` is the error's name on the wire, `members` its further members (such as Reason). */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, members: Readonly<Record<string, unknown>> = {}, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** The seed, the state file or the port cannot be used. The message is written for the person who gave them. */
export class SandboxError extends Error {
  /** One line for each thing that is wrong; the message holds them all. */
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[] = []) {
    super(problems.length === 0 ? message : [message, ...problems.map((line) => `  ${line}`)].join('\n'));
    this.name = 'SandboxError';
    this.problems = problems;
  }
}

export const validation = (message: string): ServiceError => new ServiceError('ValidationException', message);

export const notFound = (message: string, members: Readonly<Record<string, unknown>> = {}): ServiceError =>
  new ServiceError('ResourceNotFoundException', message, members);

export const conflict = (message: string, members: Readonly<Record<string, unknown>> = {}): ServiceError =>
  new ServiceError('ConflictException', message, members);

export const quotaExceeded = (message: string): ServiceError =>
  new ServiceError('ServiceQuotaExceededException', message);

export const accessDenied = (message: string): ServiceError => new ServiceError('AccessDeniedException', message);

/** CreateAccountAssignment and its kin: an operation that would overlap one that is still running. */
export const overlapping = (): ServiceError => conflict('There is a conflicting operation in process.');

/** CreateAccountAssignment and its kin: more unfinished operations than Identity Center takes. */
export const tooManyOutstanding = (): ServiceError =>
  new ServiceError('ThrottlingException', 'There are too many requests processing. Please try again later.');

export const rateExceeded = (): ServiceError => new ServiceError('ThrottlingException', 'Rate exceeded');
