// What a command has written, or would write: the files, and for a dry run each line of them.
import { structuredPatch } from 'diff';
import { counted } from '../diagnostics/wording.ts';
import { type Block, type CodeLine, type Document, group, heading, type Item, list, paragraph } from './document.ts';
import { type Phrase, phrase, say } from './phrase.ts';

export interface WrittenFiles {
  readonly files: readonly FileChange[];
  /** Nothing was written. */
  readonly isDry: boolean;
  /** What is in them, in a sentence. */
  readonly summary: string;
  /** Command lines to go on with. */
  readonly next: readonly string[];
}

export interface FileChange {
  readonly path: string;
  /** Undefined: it is new. */
  readonly before: string | undefined;
  readonly after: string;
}

const CONTEXT = 3;

export function writtenFilesDocument({ files, isDry, summary, next }: WrittenFiles): Document {
  const changes = isDry ? files.map(diffBlock) : files.length === 0 ? [] : [list(files.map(fileItem))];
  return [paragraph(say(summary)), ...changes, ...(next.length === 0 ? [] : [nextBlock(next)])];
}

function fileItem({ path, before, after }: FileChange): Item {
  const isNew = before === undefined;
  const mark: Phrase = [{ kind: 'mark', sign: isNew ? '+' : '~', tone: 'good' }];
  const added = isNew ? 0 : addedLines(before, after);
  return {
    mark,
    phrase:
      added === 0
        ? phrase`${path}`
        : phrase`${path} (${counted(Math.abs(added), 'line')} ${added > 0 ? 'more' : 'less'})`,
  };
}

const linesIn = (text: string): number => text.split('\n').length - 1;
const addedLines = (before: string, after: string): number => linesIn(after) - linesIn(before);

function diffBlock({ path, before = '', after }: FileChange): Block {
  const { hunks } = structuredPatch(path, path, before, after, '', '', { context: CONTEXT });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: shown }): CodeLine[] => [
    { mark: '@', text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@` },
    ...shown
      .filter((line) => !line.startsWith('\\'))
      .map((line): CodeLine => ({ mark: line[0] as CodeLine['mark'], text: line.slice(1) })),
  ]);
  return group(heading(phrase`${path}`), [{ kind: 'code', language: 'diff', lines }]);
}

function nextBlock(next: readonly string[]): Block {
  return group(heading(say('Next')), [list(next.map((line) => ({ phrase: [{ kind: 'name', text: line }] })))]);
}
