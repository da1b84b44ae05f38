// The data of the policy engine: what is in, where it came from, how old it is.

import { counted } from '../diagnostics/wording.ts';
import { hasNewer, type SnapshotFacts } from '../policy/catalogue/index.ts';
import { type Document, group, heading } from './document.ts';
import { say } from './phrase.ts';

export function policyDataDocument(snapshots: readonly SnapshotFacts[]): Document {
  return snapshots.map((snapshot) => {
    const { name, contents, origin, version, date, licence, ageInDays, newest } = snapshot;
    const counts = contents.map(([noun, count]) => `${count.toLocaleString('en')} ${noun}`).join(', ');
    const rows = [
      ['holds', counts],
      ['as of', `${date}, ${counted(ageInDays, 'day')} old`],
      ['from', `${origin} ${version}`],
      ['licence', licence],
      ...(newest === undefined
        ? []
        : [['newest', hasNewer(snapshot) ? `${newest}, newer than what is in` : `${newest}, nothing newer`] as const]),
    ] as const;
    const facts = rows.map(([label, text]) => ({ label: say(label), values: [say(text)] }));
    return group(heading(say(name)), [{ kind: 'facts', rows: facts }]);
  });
}
