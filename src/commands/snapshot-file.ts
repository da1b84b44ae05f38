// A snapshot, read again: input like any other, whoever wrote the file.
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { instantOf, isInstantText } from '../instant.ts';
import { validate } from '../snapshot/schema.generated.js';
import { noInstantIn } from '../snapshot/entra.ts';
import { SNAPSHOT_FORMAT, type Snapshot } from '../snapshot/snapshot.ts';
import { readText } from './files.ts';
import type { Host } from './host.ts';

const HOUR = 3_600_000;
const USUAL_MAX_AGE = 24 * HOUR;
/** How far clocks may be apart. */
const FUTURE = 5 * 60_000;

/** `shown`: its path as the user gave it. `maxAge`: milliseconds. Throws an AccessError for a file that cannot be read, is none, or is too old. */
export async function readSnapshot(host: Host, shown: string, maxAge = USUAL_MAX_AGE): Promise<Snapshot> {
  const text = await readText(host, shown, 'snapshot');
  const refuse = (problem: string, cause?: unknown) =>
    new AccessError(diagnose('cli/snapshot', { path: shown, problem }), { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is not JSON', cause);
  }
  const { formatVersion: format } = (value ?? {}) as { readonly formatVersion?: unknown };
  if (Number.isSafeInteger(format) && format !== SNAPSHOT_FORMAT)
    throw refuse(`it has format ${format}, and this version of access reads format ${SNAPSHOT_FORMAT}`);
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    throw refuse(
      `${error?.instancePath === '' ? 'it' : error?.instancePath} ${error?.message ?? 'does not fit the schema'}`,
    );
  }
  // INVARIANT: schemas/snapshot.schema.json describes all of Snapshot.
  const snapshot = value as Snapshot;
  if (!isInstantText(snapshot.takenAt)) throw refuse(`/takenAt is no date: ${snapshot.takenAt}`);
  const odd = snapshot.entra && noInstantIn(snapshot.entra);
  if (odd !== undefined) throw refuse(`/entra has no date where one belongs: ${odd}`);
  const age = host.now() - instantOf(snapshot.takenAt);
  if (age < -FUTURE) throw refuse(`/takenAt is in the future: ${snapshot.takenAt}`);
  if (age > maxAge)
    throw new AccessError(
      diagnose('cli/snapshot-too-old', { path: shown, hours: Math.floor(age / HOUR), most: Math.floor(maxAge / HOUR) }),
    );
  return snapshot;
}
