// Faults of one operation, for the sandbox.
import type { Fault, FaultCall, Faults } from '../../src/sandbox/index.ts';

export const on = (operation: string, fault: Fault, when: (call: FaultCall) => boolean = () => true): Faults => {
  return (call) => (call.operation === operation && when(call) ? fault : undefined);
};
export const first = ({ n }: FaultCall): boolean => n === 1;
