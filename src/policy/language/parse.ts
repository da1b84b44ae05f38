// Policy text → statements. Tolerant: everything that makes sense is kept, the rest is a problem for a linter to word. Never throws.
import type { Value } from '../../source/value.ts';
import type { ParsedPolicy, PolicyParse, PolicyVersion, Problem, Statement, Word } from './document.ts';
import { elementsOf, type Report, spanOf, wordOf } from './elements.ts';
import { locatedNode, type Node, plainNode } from './node.ts';
import { parseStatement } from './parse-statement.ts';

/** From a file: the words of the policy keep their places. */
export function parseLocatedPolicy(value: Value): PolicyParse {
  return parseNode(locatedNode(value));
}

/**
 * From plain data, as `JSON.parse` and the AWS APIs yield it.
 *
 * @example
 * const { policy, problems } = parsePolicy(JSON.parse(text)); // problems: what is not of the policy language, and where
 */
export function parsePolicy(document: unknown): PolicyParse {
  return parseNode(plainNode(document));
}

function parseNode(node: Node): PolicyParse {
  const problems: Problem[] = [];
  const report: Report = (kind, element, at = {}) => {
    const { text, span } = at;
    problems.push({ kind, element, ...(text === undefined ? {} : { text }), ...(span === undefined ? {} : { span }) });
  };
  let statements: readonly Statement[] = [];
  let version: PolicyVersion = '2008-10-17';
  let versionWord: Word | undefined;
  let id: Word | undefined;
  if (node.kind !== 'mapping') report('wrong-type', 'policy', node);
  const elements = elementsOf(node, ['Version', 'Id', 'Statement'], '', report);
  for (const [name, { value }] of elements) {
    if (name === 'Version') {
      version = versionOf(value, report);
      versionWord = { text: value.text ?? '', ...spanOf(value) };
    } else if (name === 'Id') id = wordOf(value, name, report);
    else statements = statementsOf(value, report);
  }
  if (node.kind === 'mapping' && !elements.has('Statement')) report('missing', 'Statement', { ...spanOf(node) });
  const policy: ParsedPolicy = {
    version,
    ...(versionWord === undefined ? {} : { versionWord }),
    ...(id === undefined ? {} : { id }),
    statements,
    complete: problems.length === 0,
    ...spanOf(node),
  };
  return { policy, problems };
}

function versionOf(node: Node, report: Report): PolicyVersion {
  if (node.text === '2012-10-17' || node.text === '2008-10-17') return node.text;
  report('unknown-value', 'Version', node);
  // With variables a policy can say more; whoever wrote a wrong date meant the newer language.
  return '2012-10-17';
}

function statementsOf(node: Node, report: Report): readonly Statement[] {
  const list = node.kind === 'sequence' ? (node.items?.() ?? []) : [node];
  if (list.length === 0) report('empty', 'Statement', node);
  return list.flatMap((item, index) => {
    const statement = parseStatement(item, index, report);
    return statement === undefined ? [] : [statement];
  });
}
