// `access completion <shell>`: a script that completes command lines. It is made of the table of verbs, and runs nothing when it completes.
import { RULES } from '../diagnostics/rules.ts';
import { POLICY_KINDS } from '../meaning/policy-kinds.ts';
import { formatNames, type ResultKind } from '../render/formats.ts';
import type { Host } from './host.ts';
import { isShell, type Shell } from './shells.ts';

/** What of the table of verbs and of its flags is completed. */
export interface CommandLine {
  readonly verbs: readonly CompletedVerb[];
  readonly flags: Readonly<Record<string, { readonly flags: string; readonly description: string }>>;
}

interface CompletedVerb {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly { readonly syntax: string; readonly choices?: readonly string[] }[];
  /** Names of flags. */
  readonly options: readonly string[];
  readonly prints?: ResultKind;
}

/** The verb. The command line has checked the word. */
export function completion(commandLine: CommandLine): (host: Host, words: readonly string[]) => Promise<number> {
  return async (host, [shell = '']) => {
    if (isShell(shell)) host.stdout.write(completionScript(shell, commandLine));
    return 0;
  };
}

/** What stands for a word: names of files or folders, one of these words, or what nobody can guess. */
type Words = 'files' | 'folders' | 'anything' | readonly string[];

interface OptionWords {
  /** `-o`, `--out`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Absent: it takes no value. */
  readonly value?: Words;
  readonly repeatable: boolean;
}

interface VerbWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** Of its arguments; absent when it has none. */
  readonly words?: Words;
}

const HELP: OptionWords = { names: ['-h', '--help'], description: 'how to use it', repeatable: false };

function vocabulary({ verbs: all, flags }: CommandLine): readonly VerbWords[] {
  const verbs = all.map((verb): VerbWords => {
    const [argument] = verb.arguments ?? [];
    return {
      name: verb.name,
      summary: verb.summary,
      options: [...verb.options.map((name) => optionWords(flags[name]!, verb)), HELP],
      ...(argument === undefined ? {} : { words: argument.choices ?? wordsFor(argument.syntax, verb) }),
    };
  });
  const names = all.map(({ name }) => name);
  return [...verbs, { name: 'help', summary: 'how to use a command', options: [], words: names }];
}

function optionWords({ flags, description }: CommandLine['flags'][string], verb: CompletedVerb): OptionWords {
  const [names = '', value] = flags.split(/ (?=<)/);
  return {
    names: names.split(', '),
    description,
    ...(value === undefined ? {} : { value: wordsFor(value, verb) }),
    repeatable: description.endsWith('(repeatable)'),
  };
}

/** By what the help calls it: `<file>`, `[what...]`. */
function wordsFor(syntax: string, { prints }: CompletedVerb): Words {
  switch (syntax.replace(/[<>[\].]/g, '')) {
    case 'format':
      return prints === undefined ? 'anything' : formatNames(prints);
    case 'kind':
      return POLICY_KINDS;
    case 'what':
      return Object.keys(RULES).sort();
    case 'folder':
      return 'folders';
    case 'file':
    case 'planjson':
    case 'old':
    case 'policy':
      return 'files';
    default:
      return 'anything';
  }
}

export function completionScript(shell: Shell, commandLine: CommandLine): string {
  const verbs = vocabulary(commandLine);
  switch (shell) {
    case 'bash':
      return bashScript(verbs);
    case 'zsh':
      return zshScript(verbs);
    case 'fish':
      return fishScript(verbs);
    default:
      return shell satisfies never;
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bashScript(verbs: readonly VerbWords[]): string {
  const reply = (words: Words): string => {
    switch (words) {
      // Nothing: names of files, by the `-o default` below.
      case 'files':
      case 'folders':
        return ':';
      case 'anything':
        return 'compopt +o default';
      default:
        return `COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur"))`;
    }
  };
  const cases = verbs.map(({ name, options, words = 'anything' }) => {
    const values = options.flatMap(({ names, value }) =>
      value === undefined ? [] : [`        ${names.join('|')}) ${reply(value)}; return ;;`],
    );
    const names = options.flatMap((option) => option.names);
    return [
      `    ${name})`,
      '      case $prev in',
      ...values,
      '      esac',
      '      case $cur in',
      `        -*) ${reply(names)} ;;`,
      `        *) ${reply(words)} ;;`,
      '      esac ;;',
    ].join('\n');
  });
  return `# bash completion of access: eval "$(access completion bash)"
_access() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  # \`--format=json\` is three words.
  if [[ $cur == '=' ]]; then cur=
  elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if (( COMP_CWORD == 1 )); then
    ${reply(verbs.map(({ name }) => name))}
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
}
complete -o default -F _access access
`;
}

function zshScript(verbs: readonly VerbWords[]): string {
  const inBrackets = (text: string) => text.replace(/[\\[\]:]/g, '\\$&');
  const action = (words: Words): string => {
    switch (words) {
      case 'files':
        return '_files';
      case 'folders':
        return '_files -/';
      case 'anything':
        return ' ';
      default:
        return `(${words.join(' ')})`;
    }
  };
  const specOf = ({ names, description, value, repeatable }: OptionWords): readonly string[] => {
    const explained = `[${inBrackets(description)}]${value === undefined ? '' : `:value:${action(value)}`}`;
    const excluded = repeatable ? '*' : `(${names.join(' ')})`;
    return names.map((name) => quoted(`${excluded}${name}${explained}`));
  };
  const cases = verbs.map(({ name, options, words }) => {
    const specs = [...options.flatMap(specOf), ...(words === undefined ? [] : [quoted(`*:word:${action(words)}`)])];
    return `    ${name}) _arguments -s ${specs.join(' \\\n      ')} ;;`;
  });
  return `#compdef access
# zsh completion of access: eval "$(access completion zsh)", or a file _access in a folder of $fpath
_access() {
  local -a verbs=(
${verbs.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command verbs
    return
  fi
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _access ]]; then _access "$@"; else compdef _access access; fi
`;
}

function fishScript(verbs: readonly VerbWords[]): string {
  const text = (words: string) => `'${words.replace(/[\\']/g, '\\$&')}'`;
  const action = (words: Words): string => {
    switch (words) {
      case 'files':
        return '-r -F';
      case 'folders':
        return "-x -a '(__fish_complete_directories)'";
      case 'anything':
        return '-x';
      default:
        return `-x -a ${text(words.join(' '))}`;
    }
  };
  const lines = verbs.flatMap(({ name, summary, options, words }) => {
    const within = `complete -c access -n ${text(`__fish_seen_subcommand_from ${name}`)}`;
    const own = options.map(({ names, description, value }) => {
      const flags = names.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
      return [within, ...flags, ...(value === undefined ? [] : [action(value)]), '-d', text(description)].join(' ');
    });
    const argument =
      words === undefined || words === 'anything' ? [] : [`${within} ${action(words).replace(/^-[rx] /, '')}`];
    return [`complete -c access -n __fish_use_subcommand -a ${name} -d ${text(summary)}`, ...own, ...argument];
  });
  return `# fish completion of access: access completion fish | source
complete -c access -f
${lines.join('\n')}
`;
}
