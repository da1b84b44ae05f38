// What Microsoft Graph answers when it refuses ("Microsoft Graph error responses and resource types").

/** `code` and `message` are those of the answer's `error`. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds, in the header Retry-After. */
  readonly retryAfter?: number;

  constructor(status: number, code: string, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.code = code;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

export const badRequest = (message: string, code = 'BadRequest'): GraphError => new GraphError(400, code, message);

/** "Advanced query capabilities on Microsoft Entra ID objects", error handling. */
export const unsupportedQuery = (message: string): GraphError => badRequest(message, 'Request_UnsupportedQuery');

export const notFound = (id: string): GraphError =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const denied = (): GraphError =>
  new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

export const unauthorized = (message: string): GraphError => new GraphError(401, 'InvalidAuthenticationToken', message);

/** "Microsoft Graph throttling guidance". */
export const throttled = (seconds: number): GraphError =>
  new GraphError(429, 'TooManyRequests', 'Please retry again later.', seconds);

export const serverFault = (): GraphError =>
  new GraphError(500, 'InternalServerError', 'Unable to process the request. Try again later.');
