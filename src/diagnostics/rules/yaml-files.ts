// The files and folders themselves, before anything in them is read.
import { rule } from '../rule.ts';

export const YAML_FILE_RULES = {
  'yaml/no-folder': rule<{ path: string; why: 'missing' | 'not-a-folder' | 'unreadable' | 'leaves'; reason?: string }>({
    severity: 'error',
    title: 'no config folder',
    explanation:
      'The config folder holds the YAML files of one Identity Center. `--dir` says which folder it is. A symbolic link in the working folder that leads out of it is not followed: a pull request could make the config folder one, and what lies outside is in no review.',
    message: ({ path, why, reason }) => {
      switch (why) {
        case 'missing':
          return `there is no folder \`${path}\``;
        case 'not-a-folder':
          return `\`${path}\` is not a folder`;
        case 'unreadable':
          return `the folder \`${path}\` cannot be read: ${reason ?? 'unknown reason'}`;
        case 'leaves':
          return `\`${path}\` leads out of the working folder through a symbolic link`;
        default:
          return why satisfies never;
      }
    },
    hint: ({ why }) =>
      why === 'leaves' ? 'name the folder that the link leads to with `--dir`' : 'name the config folder with `--dir`',
  }),
  'yaml/no-files': rule<{ path: string }>({
    severity: 'error',
    title: 'no YAML files',
    explanation:
      'The config folder holds no `.yaml` or `.yml` file. It is refused rather than read as "nothing is declared", which would delete what is managed.',
    message: ({ path }) => `the folder \`${path}\` holds no .yaml or .yml file`,
    hint: () => 'name the config folder with `--dir`, or write a first file in it',
  }),
  'yaml/too-many-files': rule<{ path: string; what: 'YAML, JSON and XML files' | 'files and folders'; limit: number }>({
    severity: 'error',
    title: 'too many files',
    explanation:
      'A config folder may hold 10,000 YAML, JSON and XML files, and 250,000 files and folders of any kind. More of them mean that it is some other folder.',
    message: ({ path, what, limit }) => `the folder \`${path}\` holds more than ${limit} ${what}`,
    hint: () => 'name the config folder itself with `--dir`, not a folder around it',
  }),
  'yaml/folder-too-deep': rule<{ path: string; limit: number }>({
    severity: 'error',
    title: 'folders nested too deeply',
    explanation: 'Folders may nest 32 levels deep below the config folder; deeper ones are not read.',
    message: ({ path, limit }) => `the folder \`${path}\` is nested more than ${limit} levels deep`,
    hint: () => 'move its files up',
  }),
  'yaml/too-large': rule<{ size: number; limit: number; holdsDeclarations: boolean }>({
    severity: 'error',
    title: 'file too large',
    explanation: 'A file may hold 1 MB. Larger ones are not read: they are rarely written by people.',
    message: ({ size, limit }) => `the file holds ${size} bytes, more than ${limit}`,
    hint: ({ holdsDeclarations }) =>
      holdsDeclarations
        ? 'split it into several files; declarations may stand in any of them'
        : 'move it out of the config folder, or put a smaller one in its place',
  }),
  'yaml/folder-too-large': rule<{ path: string; limit: number }>({
    severity: 'error',
    title: 'folder too large',
    explanation:
      'The YAML, JSON and XML files of a config folder may hold 32 MB together, files with several names counted once for each. That is several hundred thousand lines.',
    message: ({ path, limit }) =>
      `the YAML, JSON and XML files in the folder \`${path}\` hold more than ${limit} bytes`,
    hint: () => 'name the config folder itself with `--dir`, not a folder around it',
  }),
  'yaml/not-utf8': rule<object>({
    severity: 'error',
    title: 'not UTF-8',
    explanation: 'Files are read as UTF-8, with or without a byte order mark.',
    message: () => 'the file is not UTF-8 text',
    hint: () => 'save it as UTF-8',
  }),
  'yaml/symlink': rule<{ path: string; why: 'leaves' | 'folder' | 'broken' }>({
    severity: 'error',
    title: 'symbolic link',
    explanation:
      'Links that leave the config folder would let files nobody reviews decide about access, and links to folders would be read twice or for ever. Links to files inside the folder are followed; a YAML file with several names is read once.',
    message: ({ path, why }) => {
      switch (why) {
        case 'leaves':
          return `\`${path}\` is a symbolic link that leaves the config folder`;
        case 'folder':
          return `\`${path}\` is a symbolic link to a folder`;
        case 'broken':
          return `\`${path}\` is a symbolic link that leads nowhere`;
        default:
          return why satisfies never;
      }
    },
    hint: () => 'replace the link by the files themselves',
  }),
  'yaml/embedded-repository': rule<{ path: string; marker: string }>({
    severity: 'error',
    title: 'git repository inside the config folder',
    explanation:
      'Git takes a folder that holds `HEAD`, `objects` and `refs` for a repository, and runs what its configuration names as soon as somebody uses git there; such files can be committed like any others. A folder with a `.git` of its own belongs to another repository, whose files a review of this one does not show. Both are refused in every folder that is read; only the config folder itself may hold a `.git`, as the top of its repository.',
    message: ({ path, marker }) => `\`${path}\` holds a git repository of its own: \`${marker}\``,
    hint: () => 'remove it; copy the files that are needed, without the repository',
  }),
  'yaml/unreadable': rule<{ path: string; reason: string }>({
    severity: 'error',
    title: 'file cannot be read',
    explanation: 'The operating system refuses to open the file or folder, or it is no ordinary file.',
    message: ({ path, reason }) => `\`${path}\` cannot be read: ${reason}`,
    hint: () => 'check its permissions, or move it out of the config folder',
  }),
} as const;
