// Faults as data: rules that say which calls are disturbed, from a command line or a control request. Chance comes from a seed, so a failure can be replayed.
import { optional } from '../optional.ts';
import { choice, type InputOf, integer, isObject, number, structure, text, violations } from './constraints.ts';
import { SandboxError } from './errors.ts';
import { FAULT_NAMES, type Fault, type FaultCall, type Faults } from './faults.ts';
import { hex } from './ids.ts';
import { problem } from './violation-text.ts';

const rule = {
  fault: choice(...FAULT_NAMES, 'slow'),
  /** `ListGroups`, `List*`, `organizations:*`; every operation when absent. */
  'operation?': text(1, 128, '[A-Za-z*]+|[a-z-]+:[A-Za-z*]+'),
  /** Only the n-th call of each operation, from 1. */
  'nth?': integer(1, 1_000_000_000),
  /** Only every n-th call of each operation. */
  'every?': integer(1, 1_000_000_000),
  /** Each attempt with this chance. */
  'probability?': number(0, 1),
  /** With nth and every: how many attempts of the call, from the first; 1 when absent. */
  'attempts?': integer(1, 1000),
  /** How long a slow answer is held back; 1000 when absent. */
  'milliseconds?': integer(0, 600_000),
} as const;

export type FaultRule = InputOf<typeof rule>;

export interface FaultPlan {
  readonly seed: number;
  readonly rules: readonly FaultRule[];
}

/** The first rule that fits a call decides. */
export function faultsOf({ seed, rules }: FaultPlan): Faults {
  const compiled = rules.map((each, index) => ({ each, index, pattern: patternOf(each.operation ?? '*') }));
  return (call) => {
    const names = [call.operation, `${call.service}:${call.operation}`];
    const found = compiled.find(
      ({ each, index, pattern }) => names.some((name) => pattern.test(name)) && hits(each, call, `${seed}/${index}`),
    );
    return found === undefined ? undefined : faultOf(found.each);
  };
}

const patternOf = (operation: string): RegExp => new RegExp(`^${operation.replaceAll(/\*+/g, '.*')}$`);

function hits(each: FaultRule, call: FaultCall, seed: string): boolean {
  const { nth, every, probability, attempts = 1 } = each;
  if (nth !== undefined && call.n !== nth) return false;
  if (every !== undefined && call.n % every !== 0) return false;
  if ((nth ?? every) !== undefined && call.attempt > attempts) return false;
  return probability === undefined || draw(seed, call) < probability;
}

/** From 0 to 1. It hangs on the call's own number only, so calls of other operations in between change nothing. */
const draw = (seed: string, { service, operation, n, attempt }: FaultCall): number =>
  Number.parseInt(hex(8, 'fault', seed, service, operation, String(n), String(attempt)), 16) / 2 ** 32;

const faultOf = ({ fault, milliseconds = 1000 }: FaultRule): Fault =>
  fault === 'slow' ? { kind: 'slow', milliseconds } : fault;

/** Rules as a command line gives them: `throttle@ListGroups,nth=3`. Throws a SandboxError that tells every mistake. */
export function parseFaultRules(given: readonly string[]): readonly FaultRule[] {
  return given.map((text) => {
    const [head = '', ...pairs] = text.split(',');
    const [fault, operation] = head.split(/@(.*)/s);
    const options = pairs.map((pair) => pair.split(/=(.*)/s)).map(([name = '', value = '']) => [name, numeric(value)]);
    return checkRule({ fault, ...optional({ operation }), ...Object.fromEntries(options) }, text);
  });
}

const numeric = (text: string): number | string => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);

function checkRule(value: unknown, shown: string): FaultRule {
  const problems = violations(structure(rule), value, true).map(problem);
  if (problems.length > 0) throw new SandboxError(`\`${shown}\` is not a fault:`, problems);
  // INVARIANT: the check covers every member of the type.
  return value as FaultRule;
}

/** A plan as a control request gives it: `{ "seed": 7, "rules": [{ "fault": "throttle", "operation": "List*" }] }`. */
export function checkFaultPlan(value: unknown): FaultPlan {
  const plan = isObject(value) ? value : {};
  const { seed = 1, rules } = plan;
  if (!Array.isArray(rules) || !Number.isSafeInteger(seed)) {
    throw new SandboxError('a fault plan is an object with rules, a list, and perhaps seed, a whole number');
  }
  return { seed: Number(seed), rules: rules.map((each, index) => checkRule(each, `rules[${index}]`)) };
}
