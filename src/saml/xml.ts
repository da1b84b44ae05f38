// Reads an XML document as data. Nothing in it is ever executed or resolved: a document type is refused, so there are no entities but those of XML
// itself, and no name leads anywhere. Namespaces are left out: what reads this knows elements by their local names.

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** By local name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Of the element itself, its children's left out. */
  readonly text: string;
}

/** What keeps a document from being read. `doctype`: it has a document type, by which entities are defined. */
export type XmlMistake = { readonly kind: 'doctype' | 'too-deep' | 'malformed'; readonly offset: number };

/** Metadata of SAML has about eight levels. */
const MOST_LEVELS = 64;

const NAME = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const ATTRIBUTE = `\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`;
/** Alternatives begin differently, so each place is looked at once. */
const TOKEN = new RegExp(
  [
    '<!--(?<comment>[\\s\\S]*?)-->',
    '<!\\[CDATA\\[(?<data>[\\s\\S]*?)\\]\\]>',
    '<\\?(?<instruction>[\\s\\S]*?)\\?>',
    '(?<doctype><!)',
    `</(?<closing>${NAME})\\s*>`,
    `<(?<opening>${NAME})(?<attributes>(?:${ATTRIBUTE.replaceAll(/\((?!\?)/g, '(?:')})*)\\s*(?<empty>/?)>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'y',
);

interface Open {
  readonly written: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly texts: string[];
}

export function parseXml(document: string): XmlElement | XmlMistake {
  const top: Open = { written: '', attributes: new Map(), children: [], texts: [] };
  const open: Open[] = [top];
  const token = new RegExp(TOKEN);
  while (token.lastIndex < document.length) {
    const offset = token.lastIndex;
    const groups = token.exec(document)?.groups;
    if (groups === undefined) return { kind: 'malformed', offset };
    if (groups.doctype !== undefined) return { kind: 'doctype', offset };
    const mistake = take(open, groups);
    if (mistake !== undefined) return { kind: mistake, offset };
  }
  const [root] = top.children;
  const isOne = open.length === 1 && top.children.length === 1 && top.texts.join('').trim() === '';
  return isOne && root !== undefined ? root : { kind: 'malformed', offset: document.length };
}

type Groups = Readonly<Record<string, string | undefined>>;

function take(
  open: Open[],
  { closing, opening, attributes, empty, text, data }: Groups,
): XmlMistake['kind'] | undefined {
  const current = open.at(-1)!;
  if (opening !== undefined) {
    if (open.length > MOST_LEVELS) return 'too-deep';
    const known = attributesIn(attributes ?? '');
    if (known === undefined) return 'malformed';
    open.push({ written: opening, attributes: known, children: [], texts: [] });
    return empty === '/' ? close(open, opening) : undefined;
  }
  if (closing !== undefined) return close(open, closing);
  const added = data ?? (text === undefined ? '' : unescaped(text));
  if (added === undefined) return 'malformed';
  current.texts.push(added);
  return undefined;
}

function close(open: Open[], written: string): 'malformed' | undefined {
  const ended = open.pop();
  const parent = open.at(-1);
  if (ended === undefined || parent === undefined || ended.written !== written) return 'malformed';
  const { attributes, children, texts } = ended;
  parent.children.push({ name: localName(written), attributes, children, text: texts.join('') });
  return undefined;
}

/** Undefined: one is there twice, or has an entity that XML does not have by itself. */
function attributesIn(text: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const [, name = '', double, single] of text.matchAll(new RegExp(ATTRIBUTE, 'g'))) {
    const value = unescaped(double ?? single ?? '');
    if (value === undefined || found.has(localName(name))) return undefined;
    // Declarations of namespaces are no attributes.
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) found.set(localName(name), value);
  }
  return found;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Undefined: there is an entity that only a document type could define. */
function unescaped(text: string): string | undefined {
  let isKnown = true;
  const plain = text.replaceAll(/&([^;&\s]*);?/g, (whole, name: string) => {
    const character = whole.endsWith(';') ? (ENTITIES[name] ?? characterOf(name)) : undefined;
    isKnown &&= character !== undefined;
    return character ?? '';
  });
  return isKnown ? plain : undefined;
}

function characterOf(reference: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(reference) ?? [];
  const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

/** Every element of a name, in document order, the root included. */
export function elementsNamed(root: XmlElement, name: string): readonly XmlElement[] {
  return [...(root.name === name ? [root] : []), ...root.children.flatMap((child) => elementsNamed(child, name))];
}
