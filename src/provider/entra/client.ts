// The one way to Microsoft Graph: questions go out together, twenty to a `$batch`, are repeated for as long as that is worth it, and lists are followed page by page.
//
// Only questions are asked here, so each may be repeated. Patience is time, as for AWS: five minutes of trouble, and ten seconds where nothing has ever
// answered. Trouble begins with what is refused or lost and ends when what was repeated is answered; it is one for all questions, for a tenant of a thousand
// groups is asked fifty times, and nobody waits fifty times five minutes for a Graph that is down. After it, each question that is refused has ten seconds
// more, and what gets no answer at all is asked nothing further. A wait that Graph asks for (`Retry-After`) is obeyed, or, where it is longer than the
// patience, given up at once.
import { type HttpAnswer, type HttpRequest, NoAnswer, type Send } from '../../network/http.ts';
import type { EntraRead, EntraUnread, WhyUnread } from '../../state/entra.ts';
import { asRead } from '../../state/read.ts';
import type { Clock } from '../aws/clock.ts';
import { fieldOf, parsedJson } from './json.ts';

export interface GraphOptions {
  /** Origin of Microsoft Graph. */
  readonly origin: string;
  readonly send: Send;
  /** A bearer token, each time it is needed. Throws a NoToken. */
  readonly token: () => Promise<string>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly signal?: AbortSignal;
  /** As answers come: how many there are, of how many questions so far. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Before a request is repeated: why, and how long it has taken so far. */
  readonly onWait?: (wait: { readonly name: string; readonly seconds: number }) => void;
}

export interface Question {
  /** Behind `/v1.0`: `/groups/…?$select=…`. */
  readonly path: string;
  /** Application permissions one of which would do, the least first. */
  readonly permissions: readonly string[];
  /** Not found is an answer: the value is undefined. */
  readonly mayBeGone?: true;
  /** The answer is a list that may come in pages: the value is all items. */
  readonly isList?: true;
  /** An advanced query ("Advanced query capabilities on Microsoft Entra ID objects"): the header ConsistencyLevel goes along, with every page. */
  readonly isAdvanced?: true;
}

/** There is no token to ask with. The message never has one in it. */
export class NoToken extends Error {}

export interface Graph {
  /** Answers in the order of the questions. Rejects only with the reason of the signal. */
  ask(questions: readonly Question[]): Promise<readonly EntraRead<unknown>[]>;
}

const VERSION = '/v1.0';
/** "JSON batching": a batch has at most 20 requests. */
const BATCH = 20;
const PATIENCE_MS = 300_000;
const NOBODY_MS = 10_000;
/** What a question has where the patience is used up already. */
const LITTLE_MS = 10_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const MOST_PAGES = 1_000;
const MOST_ITEMS = 200_000;
const LONGEST_REASON = 300;

export const unread = (because: WhyUnread): EntraUnread => ({ read: false, because });
const failed = (detail: string): EntraUnread => unread({ kind: 'failed', detail });

export function graphClient(options: GraphOptions): Graph {
  const asking: Asking = { ...options, course: { hasAnswered: false, questions: 0, answers: 0 } };
  return {
    async ask(questions) {
      const answers: EntraRead<unknown>[] = [];
      const { course, onProgress } = asking;
      course.questions += questions.length;
      for (let start = 0; start < questions.length; start += BATCH) {
        const some = questions.slice(start, start + BATCH);
        const firsts = await firstAnswers(asking, some);
        for (const [index, question] of some.entries()) {
          const first = firsts[index]!;
          answers.push(first.read && question.isList ? await wholeList(asking, question, first.value) : first);
        }
        course.answers += some.length;
        onProgress?.({ done: course.answers, total: course.questions });
      }
      return answers;
    },
  };
}

/** How it has gone so far, for all questions of a client. */
interface Course {
  /** When what has not ended yet began, in milliseconds of the clock. */
  troubleSince?: number;
  hasAnswered: boolean;
  questions: number;
  answers: number;
  /** Why nothing is asked any more. */
  end?: EntraUnread;
}

interface Asking extends GraphOptions {
  readonly course: Course;
}

/** Milliseconds that a question may still be repeated, which was asked first at `startedAt`. */
function patienceLeft({ clock, course }: Asking, startedAt: number, longest = PATIENCE_MS): number {
  const now = clock.now();
  course.troubleSince ??= startedAt;
  return Math.max(longest - (now - course.troubleSince), Math.min(longest, LITTLE_MS) - (now - startedAt));
}

interface Part {
  readonly status: number;
  readonly asked?: number;
  readonly body: unknown;
}

async function firstAnswers(asking: Asking, questions: readonly Question[]): Promise<readonly EntraRead<unknown>[]> {
  const answers = new Map<number, EntraRead<unknown>>();
  const startedAt = asking.clock.now();
  for (let attempts = 1; answers.size < questions.length; attempts += 1) {
    const open = [...questions.keys()].filter((index) => !answers.has(index));
    const parts = await together(
      asking,
      open.map((index) => questions[index]!),
    );
    const busy: Part[] = [];
    for (const [position, index] of open.entries()) {
      const part = parts.read ? parts.value[position] : undefined;
      if (!parts.read) answers.set(index, parts);
      else if (part === undefined) answers.set(index, failed('the batch leaves a request unanswered'));
      else if (isWorthWaiting(asking, part, startedAt)) busy.push(part);
      else answers.set(index, answered(asking, questions[index]!, { part, attempts }));
    }
    if (busy.length > 0) {
      const asked = Math.max(...busy.map((part) => part.asked ?? 0));
      await wait(asking, asked, { attempts, startedAt, why: `status ${busy[0]!.status}` });
    }
  }
  return questions.map((_, index) => answers.get(index)!);
}

function isWorthWaiting(asking: Asking, { status, asked = 0 }: Part, startedAt: number): boolean {
  if (!isBusy(status)) return false;
  const left = patienceLeft(asking, startedAt);
  return left > 0 && asked <= left;
}

/** What was repeated and is answered ends the trouble. */
function answered(
  { course }: Asking,
  question: Question,
  { part, attempts }: { readonly part: Part; readonly attempts: number },
): EntraRead<unknown> {
  if (attempts > 1 && !isBusy(part.status)) delete course.troubleSince;
  return readOf(question, part);
}

const isBusy = (status: number): boolean => status === 429 || status === 408 || status >= 500;

/** One question as itself; several as a batch, whose own status says nothing of them. */
async function together(
  asking: Asking,
  questions: readonly Question[],
): Promise<EntraRead<readonly (Part | undefined)[]>> {
  if (questions.length === 1) {
    const [question] = questions;
    const url = addressOf(asking, question!.path);
    const answer = await exchanged(asking, { method: 'GET', url, headers: headersFor(question!) });
    return answer.read ? asRead([partOf(answer.value)]) : answer;
  }
  const requests = questions.map((question, index) => ({
    id: String(index),
    method: 'GET',
    url: question.path,
    ...(question.isAdvanced ? { headers: headersFor(question) } : {}),
  }));
  const answer = await exchanged(asking, {
    method: 'POST',
    url: addressOf(asking, '/$batch'),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ requests }),
  });
  if (!answer.read) return answer;
  const whole = partOf(answer.value);
  const { status, body } = whole;
  // Each hangs on a right of its own, and says which.
  if (isBusy(status) || status === 403) return asRead(questions.map(() => whole));
  const responses = fieldOf(body, 'responses');
  if (status !== 200 || !Array.isArray(responses))
    return status === 200 ? failed('the answer to a batch has no list of responses') : refused(status, body);
  return asRead(questions.map((_, index) => batched(responses, String(index))));
}

const headersFor = ({ isAdvanced }: Question): HttpRequest['headers'] =>
  isAdvanced ? { ConsistencyLevel: 'eventual' } : {};

function batched(responses: readonly unknown[], id: string): Part | undefined {
  const found = responses.find((response) => fieldOf(response, 'id') === id);
  const status = fieldOf(found, 'status');
  if (typeof status !== 'number') return undefined;
  const headers = Object.entries((fieldOf(found, 'headers') ?? {}) as Readonly<Record<string, unknown>>);
  const after = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1];
  return { status, body: fieldOf(found, 'body'), ...askedOf(typeof after === 'number' ? String(after) : after) };
}

function partOf({ status, headers, body }: HttpAnswer): Part {
  return { status, body: parsedJson(body), ...askedOf(headers['retry-after']) };
}

const askedOf = (text: unknown): { readonly asked?: number } =>
  typeof text === 'string' && /^\d{1,9}$/.test(text.trim()) ? { asked: Number(text) * 1_000 } : {};

/** The whole list; the address of the next page is followed only where it is Graph's own, for the token goes along. */
async function wholeList(asking: Asking, question: Question, first: unknown): Promise<EntraRead<unknown>> {
  if (first === undefined) return asRead(undefined);
  const items: unknown[] = [];
  const seen = new Set<string>();
  let page: unknown = first;
  for (let pages = 1; ; pages += 1) {
    const values = fieldOf(page, 'value');
    if (!Array.isArray(values)) return failed('an answer has no list `value`');
    // One by one: as arguments of one call, a hundred thousand of them are too many.
    for (const value of values) items.push(value);
    const next = fieldOf(page, '@odata.nextLink');
    if (next === undefined || next === null) return asRead(items);
    if (typeof next !== 'string' || !isOwn(asking, next))
      return failed('the next page is at another address than Graph');
    if (seen.has(next) || pages >= MOST_PAGES || items.length > MOST_ITEMS) return failed('its pages do not end');
    seen.add(next);
    const answer = await oneAnswer(asking, question, next);
    if (!answer.read) return answer;
    page = answer.value;
  }
}

function isOwn({ origin }: GraphOptions, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.origin === new URL(origin).origin &&
    url.username === '' &&
    url.password === '' &&
    url.pathname.startsWith(`${VERSION}/`)
  );
}

async function oneAnswer(asking: Asking, question: Question, url: string): Promise<EntraRead<unknown>> {
  const startedAt = asking.clock.now();
  for (let attempts = 1; ; attempts += 1) {
    const answer = await exchanged(asking, { method: 'GET', url, headers: headersFor(question) });
    if (!answer.read) return answer;
    const part = partOf(answer.value);
    if (!isWorthWaiting(asking, part, startedAt)) return answered(asking, question, { part, attempts });
    await wait(asking, part.asked ?? 0, { attempts, startedAt, why: `status ${part.status}` });
  }
}

function readOf({ permissions, mayBeGone }: Question, { status, body }: Part): EntraRead<unknown> {
  if (status === 200) return body === undefined ? failed('the answer is not JSON') : asRead(body);
  const reason = reasonIn(body);
  // A proxy's page of the same status says nothing of what Entra has.
  if (status === 404 && mayBeGone && reason !== '') return asRead(undefined);
  // "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license": no right would help.
  if ((status === 400 || status === 403) && /licen[cs]e/i.test(reason))
    return unread({ kind: 'unsupported', detail: reason });
  if (status === 403) return unread({ kind: 'denied', permissions });
  return refused(status, body);
}

function refused(status: number, body: unknown): EntraUnread {
  const reason = reasonIn(body);
  if (status === 401) return failed('Microsoft Graph does not accept the token');
  return failed(reason === '' ? `status ${status}` : `status ${status}: ${reason}`);
}

/** `{ error: { code, message } }`, in a line. */
function reasonIn(body: unknown): string {
  const error = fieldOf(body, 'error');
  const texts = [fieldOf(error, 'code'), fieldOf(error, 'message')].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );
  return texts.join(': ').replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, LONGEST_REASON);
}

/** An answer of whatever status; a lost one is asked for again. */
async function exchanged(
  asking: Asking,
  { method, url, headers: more, body }: HttpRequest,
): Promise<EntraRead<HttpAnswer>> {
  const { clock, send, signal, course } = asking;
  if (course.end !== undefined) return course.end;
  const startedAt = clock.now();
  for (let attempts = 1; ; attempts += 1) {
    signal?.throwIfAborted();
    let token = '';
    let why = '';
    try {
      token = await asking.token();
      const headers = {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'user-agent': 'access',
        ...more,
      };
      const answer = await send({ method, url, headers, ...(body === undefined ? {} : { body }) });
      course.hasAnswered = true;
      if (attempts > 1 && !isBusy(answer.status)) delete course.troubleSince;
      return asRead(answer);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof NoToken) return ended(course, error.message);
      if (!(error instanceof NoAnswer)) throw error;
      why = error.code;
      const detail = `${error.code}: ${hidden(error.message, token)}`;
      // An answer without end is of this question alone.
      if (error.code === 'TOO_LONG') return failed(detail);
      const isNobody = NOBODY_THERE.has(error.code) && !course.hasAnswered;
      if (HOPELESS.test(error.code) || patienceLeft(asking, startedAt, isNobody ? NOBODY_MS : PATIENCE_MS) <= 0)
        return ended(course, detail);
    }
    await wait(asking, 0, { attempts, startedAt, why });
  }
}

function ended(course: Course, detail: string): EntraUnread {
  course.end = failed(detail);
  return course.end;
}

const hidden = (text: string, secret: string): string => (secret === '' ? text : text.replaceAll(secret, '<token>'));

const NOBODY_THERE = new Set(['ENOTFOUND', 'ECONNREFUSED']);
/** No repetition changes it: a certificate that is not trusted, a proxy that cannot be used. */
const HOPELESS = /^(?:ERR_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH)/;

interface Trouble {
  readonly attempts: number;
  readonly startedAt: number;
  readonly why: string;
}

async function wait(
  { clock, random, signal, onWait }: GraphOptions,
  asked: number,
  { attempts, startedAt, why }: Trouble,
): Promise<void> {
  onWait?.({ name: why, seconds: Math.round((clock.now() - startedAt) / 1_000) });
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 10));
  await clock.sleep(Math.max(asked, full / 2 + (random() * full) / 2), signal);
}

const addressOf = ({ origin }: GraphOptions, path: string): string => `${origin}${VERSION}${path}`;
