// In which order the parts of one set's change may happen, so that nobody has access that neither the old nor the new files grant.
//
//   what the definition's update does   order on that set
//   neutral, or narrows                 definition, then assignments   a new assignment never gets the wider old definition
//   broadens                            assignments, then definition   an assignment that goes never gets the wider new definition
//   unknown (mixed)                     deletes, definition, creates
import type { Risk } from '../definition/fields.ts';

export type Sequence = 'definition-then-assignments' | 'assignments-then-definition' | 'deletes-definition-creates';

export function sequenceOf(risk: Risk): Sequence {
  switch (risk) {
    case 'neutral':
    case 'narrows':
      return 'definition-then-assignments';
    case 'broadens':
      return 'assignments-then-definition';
    case 'unknown':
      return 'deletes-definition-creates';
    default:
      return risk satisfies never;
  }
}
