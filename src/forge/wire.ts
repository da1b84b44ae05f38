// One call of a forge's API: sent, repeated for as long as that is worth it, its answer read as JSON, its refusal told. Pure but for what it is given.
//
// Patience is time, as for AWS: five minutes in all, and ten seconds where nothing has ever answered and the name does not resolve or the port refuses. A forge that asks to
// wait is obeyed (`Retry-After`, or the end of the window of a rate limit), or, where that is longer than the patience, told to the reader at once.
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Instant } from '../instant.ts';
import { type HttpAnswer, type HttpRequest, NoAnswer, type Send } from '../network/http.ts';
import type { ForgeName } from './forge.ts';

/** What an adapter needs of the world. */
export interface Wire {
  readonly forge: ForgeName;
  readonly api: string;
  readonly send: Send;
  /** Told with every call; in no message. */
  readonly headers: Readonly<Record<string, string>>;
  /** Never shown, whoever says it. */
  readonly secrets: readonly string[];
  /** Milliseconds since the epoch. */
  now(): Instant;
  sleep(milliseconds: number): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export interface Call {
  readonly method: HttpRequest['method'];
  /** Behind the base of the API; an absolute address instead of it stays. */
  readonly path: string;
  readonly body?: unknown;
  /** Of `body`; absent, JSON. */
  readonly contentType?: string;
  /** Not found is an answer. */
  readonly mayBeGone?: true;
  /** A POST that only asks: sent again like any other question. */
  readonly isQuestion?: true;
}

export interface Reply {
  readonly status: number;
  readonly headers: HttpAnswer['headers'];
  readonly json: unknown;
}

/** Nobody knows whether a call that may not be done twice was carried out. */
export class Unanswered extends AccessError {}

export const PATIENCE_MS = 300_000;
const NOBODY_MS = 10_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
/** GitHub, "Rate limits for the REST API": without a header, at least a minute after a secondary limit. */
const SECONDARY_WAIT_MS = 60_000;

/** Throws an AccessError, an Unanswered one for a POST of which it is not known what became of it. */
export async function call(
  wire: Wire,
  { method, path, body, contentType = JSON_TYPE, mayBeGone, isQuestion }: Call,
): Promise<Reply> {
  const request: HttpRequest = {
    method,
    url: path.startsWith('/') ? `${wire.api}${path}` : path,
    headers: {
      accept: 'application/json',
      'user-agent': 'access',
      ...wire.headers,
      ...(body === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const startedAt = wire.now();
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await attempt(wire, request);
    if (outcome.kind === 'answer') return replyOf(wire, { request, answer: outcome.answer, mayBeGone });
    const seconds = Math.round((wire.now() - startedAt) / 1_000);
    const attempted = { wire, request, attempts, seconds };
    const isOnce = method === 'POST' && isQuestion !== true;
    if (outcome.kind === 'lost' && outcome.mayHaveRun && isOnce) throw new Unanswered(lost(attempted, outcome));
    const wait = waitFor(outcome, { attempts, left: patienceFor(outcome) - (wire.now() - startedAt), wire });
    if (wait === undefined)
      throw new AccessError(outcome.kind === 'throttled' ? throttled(attempted, outcome) : lost(attempted, outcome));
    await wire.sleep(wait);
  }
}

const JSON_TYPE = 'application/json; charset=utf-8';

type Outcome =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  /** `asked`: milliseconds. */
  | { readonly kind: 'throttled'; readonly asked?: number }
  | Lost;

interface Lost {
  readonly kind: 'lost';
  readonly code: string;
  readonly detail: string;
  readonly mayHaveRun: boolean;
  readonly asked?: number;
}

async function attempt(wire: Wire, request: HttpRequest): Promise<Outcome> {
  try {
    const answer = await wire.send(request);
    const asked = askedWait(answer, wire.now());
    const asking = asked === undefined ? {} : { asked };
    if (isThrottle(answer))
      return { kind: 'throttled', ...(isSecondary(answer) ? { asked: asked ?? SECONDARY_WAIT_MS } : asking) };
    if (answer.status < 500 && answer.status !== 408) return { kind: 'answer', answer };
    return {
      kind: 'lost',
      code: String(answer.status),
      detail: `status ${answer.status}`,
      mayHaveRun: true,
      ...asking,
    };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { kind: 'lost', code: error.code, detail: error.message, mayHaveRun: !NEVER_SENT.has(error.code) };
  }
}

/** No connection was made, so nothing went over it. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL']);
const NOBODY_THERE = new Set(['ENOTFOUND', 'ECONNREFUSED']);
/** No repetition changes it: a certificate that is not trusted, a proxy that cannot be used, an answer without end. */
const HOPELESS =
  /^(?:ERR_PROXY|TOO_LONG|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_|INVALID_CA|HOSTNAME_MISMATCH|ERR_INVALID_)/;

/** GitHub says 403 as well, with what is left of the limit or in words (GitHub, "Rate limits for the REST API"). */
function isThrottle(answer: HttpAnswer): boolean {
  const { status, headers } = answer;
  if (status === 429) return true;
  return (
    status === 403 &&
    (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || isSecondary(answer))
  );
}

const isSecondary = ({ status, body }: HttpAnswer): boolean =>
  (status === 403 || status === 429) && /secondary rate limit/i.test(body.slice(0, 10_000));

/** `Retry-After` in seconds or as a date (RFC 9110); else the end of the window, in seconds since the epoch, where nothing is left of the limit. */
function askedWait({ headers }: HttpAnswer, now: Instant): number | undefined {
  const after = headers['retry-after']?.trim() ?? '';
  if (/^\d{1,9}$/.test(after)) return Number(after) * 1_000;
  const date = after === '' ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const remaining = headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining'];
  const reset = headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'] ?? '';
  return remaining === '0' && /^\d{1,12}$/.test(reset) ? Math.max(0, Number(reset) * 1_000 - now) : undefined;
}

function patienceFor(outcome: Exclude<Outcome, { kind: 'answer' }>): number {
  return outcome.kind === 'lost' && NOBODY_THERE.has(outcome.code) ? NOBODY_MS : PATIENCE_MS;
}

interface Waiting {
  readonly attempts: number;
  /** Milliseconds of patience. */
  readonly left: number;
  readonly wire: Pick<Wire, 'random'>;
}

function waitFor(outcome: Exclude<Outcome, { kind: 'answer' }>, { attempts, left, wire }: Waiting): number | undefined {
  const { asked = 0 } = outcome;
  if (left <= 0 || asked > left || (outcome.kind === 'lost' && HOPELESS.test(outcome.code))) return undefined;
  // The last attempt is made at the end of the patience.
  return Math.max(asked, Math.min(backoff(attempts, wire.random()), left));
}

/** Milliseconds after so many attempts: doubling, between half of it and all of it, as jobs that fail together should not return together. */
export function backoff(attempts: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 10));
  return full / 2 + (random * full) / 2;
}

interface Attempted {
  readonly wire: Wire;
  readonly request: HttpRequest;
  readonly attempts: number;
  readonly seconds: number;
}

function lost({ wire, request, attempts, seconds }: Attempted, { code, detail }: Lost): Diagnostic {
  const { forge } = wire;
  if (code === 'TOO_LONG') return diagnose('comment/protocol', { forge, call: nameOf(request), problem: detail });
  return diagnose('comment/unreachable', {
    forge,
    call: nameOf(request),
    attempts,
    seconds,
    code,
    detail: hidden(wire, detail),
  });
}

function throttled(
  { wire, request, attempts, seconds }: Attempted,
  { asked }: { readonly asked?: number },
): Diagnostic {
  return diagnose('comment/throttled', {
    ...{ forge: wire.forge, call: nameOf(request), attempts, seconds },
    ...(asked === undefined ? {} : { asked: Math.ceil(asked / 1_000) }),
  });
}

interface Answered {
  readonly request: HttpRequest;
  readonly answer: HttpAnswer;
  readonly mayBeGone: true | undefined;
}

function replyOf(wire: Wire, { request, answer, mayBeGone }: Answered): Reply {
  const { forge } = wire;
  const { status, headers, body } = answer;
  const facts = { forge, call: nameOf(request), status, detail: hidden(wire, reasonIn(body)) };
  // Azure DevOps shows its page for signing in to whom it does not know, with a status of 203 or as a redirect.
  const isUnknown = status === 401 || (forge === 'azure-devops' && (status === 203 || status === 302));
  // "TF237111: The current user does not have permissions to save work items under the specified area path": whatever the status.
  const isDenied = status === 403 || (status >= 400 && /^TF237111\b/.test(facts.detail));
  if (isUnknown || isDenied) throw new AccessError(diagnose('comment/denied', { ...facts, isKnown: !isUnknown }));
  if (status === 404 || status === 410) {
    if (mayBeGone === true) return { status, headers, json: undefined };
    throw new AccessError(diagnose('comment/not-found', facts));
  }
  if (status === 407)
    throw new AccessError(diagnose('comment/unreachable', { ...facts, attempts: 1, seconds: 0, code: 'ERR_PROXY' }));
  if (status < 200 || status >= 300) throw new AccessError(diagnose('comment/refused', facts));
  try {
    return { status, headers, json: body === '' ? undefined : JSON.parse(body) };
  } catch {
    throw new AccessError(diagnose('comment/protocol', { forge, call: facts.call, problem: 'it is not JSON' }));
  }
}

/** `POST /repos/orchard/identity/issues/7/comments`. */
function nameOf({ method, url }: HttpRequest): string {
  const { pathname } = new URL(url);
  return `${method} ${decodedPath(pathname)}`;
}

function decodedPath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

const LONGEST_REASON = 500;

/** What the forge says, in a line: GitHub and Azure DevOps `message`, GitLab `message` (a text, or lists by field) or `error`. */
function reasonIn(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return '';
  }
  const { message, error, errors } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const parts = [message ?? error, errors].filter((part) => part !== undefined && part !== null);
  const text = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ');
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, LONGEST_REASON);
}

function hidden({ secrets }: Wire, text: string): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '<token>'), text);
}

const MOST_PAGES = 200;

/** All items of a list that comes in pages, as long as `Link` names a next one. The pages are counted here: no address of an answer is followed. */
export async function pagesOf(wire: Wire, pathOf: (page: number) => string): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const path = pathOf(page);
    const { json, headers } = await call(wire, { method: 'GET', path });
    if (!Array.isArray(json)) throw senseless(wire, path, 'it is no list');
    items.push(...json);
    if (!/(?:^|[;,\s])rel="?next"?/i.test(headers.link ?? '')) return items;
    if (page === MOST_PAGES) throw senseless(wire, path, `its pages do not end after ${MOST_PAGES}`);
  }
}

export function senseless({ forge, api }: Wire, path: string, problem: string): AccessError {
  const url = path.startsWith('/') ? `${api}${path}` : path;
  return new AccessError(
    diagnose('comment/protocol', { forge, call: nameOf({ method: 'GET', url, headers: {} }), problem }),
  );
}
