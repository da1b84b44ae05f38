// Strongly connected components (Tarjan), without recursion: a plan's chains can be longer than the stack is deep.

/** Maps each node to the number of its component. Linear in nodes and edges; edges to unknown nodes are ignored. */
export function components<Node>(
  nodes: readonly Node[],
  successors: (node: Node) => readonly Node[],
): ReadonlyMap<Node, number> {
  const known = new Set(nodes);
  const index = new Map<Node, number>();
  const low = new Map<Node, number>();
  const component = new Map<Node, number>();
  const open: Node[] = [];
  let count = 0;

  for (const root of nodes) {
    if (index.has(root)) continue;
    const frames = [enter(root)];
    while (frames.length > 0) {
      const frame = frames.at(-1)!;
      const next = frame.rest.next();
      if (next.done !== true) {
        if (!known.has(next.value)) continue;
        if (!index.has(next.value)) frames.push(enter(next.value));
        else if (!component.has(next.value)) lower(frame.node, index.get(next.value)!);
        continue;
      }
      frames.pop();
      if (low.get(frame.node) === index.get(frame.node)) close(frame.node);
      const parent = frames.at(-1);
      if (parent !== undefined) lower(parent.node, low.get(frame.node)!);
    }
  }
  return component;

  function enter(node: Node): { readonly node: Node; readonly rest: Iterator<Node> } {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    open.push(node);
    return { node, rest: successors(node)[Symbol.iterator]() };
  }

  function lower(node: Node, value: number): void {
    low.set(node, Math.min(low.get(node)!, value));
  }

  function close(root: Node): void {
    let node: Node;
    do {
      node = open.pop()!;
      component.set(node, count);
    } while (node !== root);
    count += 1;
  }
}
