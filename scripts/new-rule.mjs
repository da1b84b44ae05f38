// Starts a lint rule: `npm run new:rule -- policy/no-such-thing`. It makes the files and registers them; what the rule says and looks for is yours.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const RULES = 'src/diagnostics/rules.ts';
const LINT = 'src/policy/lint/lint.ts';
const HINTS = 'test/golden/hints.ts';
const USAGE = 'usage: npm run new:rule -- policy/<name of lower-case words with dashes>';

const [code = ''] = process.argv.slice(2);
const name = /^policy\/([a-z]+(?:-[a-z]+)*)$/.exec(code)?.[1];
if (name === undefined) fail(USAGE);

const constant = `POLICY_${name.toUpperCase().replaceAll('-', '_')}_RULES`;
const check = `${name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase())}Findings`;
const files = {
  [`src/diagnostics/rules/policy-${name}.ts`]: `// Findings about … (one line).
import { rule } from '../rule.ts';

export const ${constant} = {
  '${code}': rule<{ text: string }>({
    severity: 'warning',
    title: 'a few words for tables',
    explanation: 'Why it matters, and what to do about it.',
    message: ({ text }) => \`what is wrong with \\\`\${text}\\\`\`,
    hint: () => 'how to put it right',
  }),
} as const;
`,
  [`src/policy/lint/${name}.ts`]: `// What is looked for (one line).
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Statement } from '../language/index.ts';
import { at } from './place.ts';

export function ${check}({ action }: Statement): readonly Diagnostic[] {
  const wrong = action.patterns.filter(({ text }) => text === 'example:Action');
  return wrong.map((word) => diagnose('${code}', { text: word.text }, at(word)));
}
`,
  [`test/cases/policy/lint/${name}/policy.yaml`]: `Version: "2012-10-17"
Statement:
  - { Effect: Allow, Action: "example:Action", Resource: "*" }
`,
};

for (const file of Object.keys(files)) if (existsSync(file)) fail(`${file} is there already`);
const rules = registered(RULES, [
  [/(\nimport \{ POLICY_SILENCE_RULES \})/, `\nimport { ${constant} } from './rules/policy-${name}.ts';$1`],
  [/(\n {2}\.\.\.POLICY_SILENCE_RULES,)/, `\n  ...${constant},$1`],
]);
const lint = registered(LINT, [
  [/(\nimport \{ at\b[^}]*\} from '\.\/place\.ts';)/, `\nimport { ${check} } from './${name}.ts';$1`],
  [/(\n {2}redundancyFindings,\n\];)/, `\n  ${check},$1`],
]);
const hints = registered(HINTS, [[/(\n {2}'policy\/silence-refused': )/, `\n  '${code}': 'choice',$1`]]);
writeFileSync(RULES, rules);
writeFileSync(LINT, lint);
writeFileSync(HINTS, hints);
for (const [file, text] of Object.entries(files)) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
process.stdout.write(`${[RULES, LINT, HINTS, ...Object.keys(files)].join('\n')}

Now say what it is about in the first two new files, what its hint is in ${HINTS}, and show it in the case; then
  npm run format && npm run goldens -- test/golden/policy-lint.test.ts test/docs
and read what the case and docs/diagnostics.md say. CONTRIBUTING.md has the rest.
`);

function registered(file, changes) {
  return changes.reduce(
    (text, [place, change]) => {
      if (!place.test(text)) fail(`${file} has changed: register ${code} there by hand, beside its neighbours`);
      return text.replace(place, change);
    },
    readFileSync(file, 'utf8'),
  );
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
