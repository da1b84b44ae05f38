// How soon a change by hand is told, by when one looks: a month of many organisations on the runners that they share, in discrete-event time.
import { type EventClock, eventClock } from '../test/support/event-clock.ts';
import { randomFrom } from './service.ts';

const DAYS = 30;
const DAY = 86_400;
/** Changes by hand in one organisation, a day. */
const CHANGES = 5;
/** Seconds from a call to its event: a guess, on the careful side of what EventBridge calls near real time. */
const EVENT_DELAY = { least: 15, most: 300 };
/** Seconds from the first event to the look: whoever changes one thing by hand changes another. */
const QUIET = 300;

export interface Watch {
  readonly name: string;
  /** Seconds between looks; absent: an event makes one. */
  readonly every?: number;
  /** What a look costs at this place of the organisations: its calls, and the seconds of its job. */
  look(place: number, changes: number): { readonly calls: number; readonly seconds: number };
}

export interface Watched {
  readonly name: string;
  readonly told: number;
  /** From a change to the end of the look that tells it: of the half of them, and of 99 in 100. */
  readonly medianMinutes: number;
  readonly mostMinutes: number;
  /** Of one organisation. */
  readonly callsPerDay: number;
}

/** Looks at one organisation follow each other; one that waits for a runner takes along what has come meanwhile. */
export async function watched(watch: Watch, organisations: number, runners: number): Promise<Watched> {
  const clock = eventClock();
  const free = queueFor(runners);
  const told: number[] = [];
  let calls = 0;
  const lookAt = async (place: number, changes: number[]) => {
    await free.take();
    const seen = changes.splice(0);
    const cost = watch.look(place, seen.length);
    await clock.sleep(cost.seconds * 1_000);
    free.give();
    calls += cost.calls;
    told.push(...seen.map((at) => (clock.now() - at) / 60_000));
  };
  const month = async (place: number) => {
    const changes: number[] = [];
    const look = () => lookAt(place, changes);
    const noticed =
      watch.every === undefined ? onEvents(clock, { place, changes, look }) : (at: number) => changes.push(at);
    const looks =
      watch.every === undefined
        ? []
        : [byTheClock(clock, { first: (watch.every * place) / organisations, every: watch.every, look })];
    await Promise.all([changing(clock, randomFrom(place), noticed), ...looks]);
  };
  await clock.run(Promise.all(Array.from({ length: organisations }, (_, place) => month(place))));
  told.sort((a, b) => a - b);
  return {
    name: watch.name,
    told: told.length,
    medianMinutes: told[Math.floor(told.length / 2)]!,
    mostMinutes: told[Math.floor(told.length * 0.99)]!,
    callsPerDay: calls / DAYS / organisations,
  };
}

async function changing(clock: EventClock, random: () => number, noticed: (at: number) => void): Promise<void> {
  for (;;) {
    await clock.sleep((-Math.log(1 - random()) * DAY * 1_000) / CHANGES);
    if (clock.now() > DAYS * DAY * 1_000) break;
    noticed(clock.now());
  }
  // The looks at what came last.
  await clock.sleep(DAY * 1_000);
}

/** The first is later the later the organisation's place: so they are spread over the time between looks. */
async function byTheClock(
  clock: EventClock,
  { first, every, look }: { readonly first: number; readonly every: number; look(): Promise<void> },
): Promise<void> {
  for (let at = first; at <= DAYS * DAY; at += every) {
    await clock.sleep(Math.max(0, at * 1_000 - clock.now()));
    await look();
  }
}

function onEvents(
  clock: EventClock,
  { place, changes, look }: { readonly place: number; readonly changes: number[]; look(): Promise<void> },
): (at: number) => void {
  const random = randomFrom(1_000 + place);
  let last: Promise<void> = Promise.resolve();
  let isDue = false;
  return async (at) => {
    await clock.sleep((EVENT_DELAY.least + random() * (EVENT_DELAY.most - EVENT_DELAY.least)) * 1_000);
    changes.push(at);
    if (isDue) return;
    isDue = true;
    await clock.sleep(QUIET * 1_000);
    isDue = false;
    last = last.then(look);
  };
}

function queueFor(places: number): { take(): Promise<void>; give(): void } {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    async take() {
      if (taken < places) taken += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    give() {
      const next = waiting.shift();
      if (next === undefined) taken -= 1;
      else next();
    },
  };
}
