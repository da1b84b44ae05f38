// What `access init` writes for a CI is what docs/ci.md shows.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RECIPES } from '../../../src/commands/ci-recipes.generated.ts';
import { WORKFLOWS } from '../../../src/commands/init.ts';

const DOCS = readFileSync(new URL('../../../docs/ci.md', import.meta.url), 'utf8');

test.each(Object.values(WORKFLOWS).flat())('%s is a recipe of docs/ci.md', (file) => {
  expect(RECIPES[file]).toMatch(/access/);
  expect(DOCS).toContain(`# ${file}\n${RECIPES[file]}`);
});
