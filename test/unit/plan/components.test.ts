import fc from 'fast-check';
import { expect, test } from 'vitest';
import { components } from '../../../src/plan/components.ts';
import { effort } from '../../support/runs.ts';

type Graph = readonly (readonly number[])[];

/** For each node the nodes it points to; some are no nodes of the graph. */
const graphs: fc.Arbitrary<Graph> = fc
  .integer({ min: 0, max: 9 })
  .chain((size) => fc.array(fc.array(fc.nat(10), { maxLength: 4 }), { minLength: size, maxLength: size }));

test('two nodes share a component exactly when each reaches the other', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const nodes = graph.map((_, node) => node);
      const found = components(nodes, (node) => graph[node] ?? []);
      expect([...found.keys()].sort()).toEqual(nodes);
      for (const a of nodes)
        for (const b of nodes)
          expect(found.get(a) === found.get(b)).toBe(a === b || (reaches(graph, a, b) && reaches(graph, b, a)));
    }),
    { numRuns: effort(500, 150), seed: 20261102 },
  );
});

function reaches(graph: Graph, from: number, to: number): boolean {
  const seen = new Set<number>();
  const open = [...(graph[from] ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...(graph[node] ?? []));
  }
  return seen.has(to);
}

test('a chain longer than any stack', () => {
  const length = 200_000;
  const nodes = Array.from({ length }, (_, node) => node);
  const found = components(nodes, (node) => (node + 1 < length ? [node + 1] : [0]));
  expect(new Set(found.values()).size).toBe(1);
});
