// Has the program print its texts, for src/process/texts.ts. The host's version is the same as the build's.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** `options`: those of the build. `folder`: where the texts go; the program that prints them is there for a moment. */
export async function writeTexts(folder, options) {
  const program = path.join(folder, 'program');
  await build({ ...options, entryPoints: { texts: 'src/texts.ts' }, outdir: program, sourcemap: false });
  const { helpTexts, codeTexts } = await import(pathToFileURL(path.join(program, 'texts.js')));
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'help.json'), JSON.stringify(await helpTexts()));
  await writeFile(path.join(folder, 'codes.json'), JSON.stringify(await codeTexts()));
  await rm(program, { recursive: true });
}
