// One decision of the settings, as it is compared with an earlier one.
import type { Span } from '../source/span.ts';

/** A decision of the settings. */
export interface SettingEntry {
  /** Being there: a `demand` makes it stricter, as guardrails do, an `exemption` looser, as waivers and silences do. */
  readonly means: 'neutral' | 'demand' | 'exemption';
  /** What it says, for people. Entries of equal text are equal; it is empty where the path says all. */
  readonly text: string;
  /** How strict it is beside others of its path. Without one, another text is not known to be as strict, and is not but for infinity. */
  readonly strictness?: number;
  readonly span?: Span;
}

/** By path. */
export type Entries = readonly (readonly [path: string, entry: SettingEntry])[];
