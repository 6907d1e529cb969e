import { useEffect, useMemo, useRef, useState } from 'react';
import type { Graph } from './graph.js';
import { givenLayout, type Layout } from './layout.js';

/** Loads the layout engine. */
export const layoutEngine = () => import('./auto-layout.js');

/** Pages with a canvas call it while their data is still on its way. That it does not come is said where a layout is needed. */
export const preloadLayout = (): void => void layoutEngine().catch(() => undefined);

/** Where the nodes stand: as people placed them, else as the layout engine does, which loads only then, and works only when the shape changes. */
export function useLayout(graph: Graph, footers: boolean): { layout: Layout | undefined; error: unknown } {
  const given = useMemo(() => givenLayout(graph, footers), [graph, footers]);
  const shape = useMemo(() => (given ? '' : shapeOf(graph)), [graph, given]);
  const [made, setMade] = useState<{ shape: string; layout?: Layout; error?: unknown }>();
  // The shape is all of the graph that the engine sees: a changed text does not ask it again.
  const latest = useRef(graph);
  useEffect(() => {
    latest.current = graph;
  });
  useEffect(() => {
    if (shape === '' || latest.current.nodes.length === 0) return;
    let current = true;
    void layoutEngine()
      .then(({ autoLayout }) => autoLayout(latest.current, footers))
      .then(
        (layout) => current && setMade({ shape, layout }),
        (error: unknown) => current && setMade({ shape, error }),
      );
    return () => {
      current = false;
    };
  }, [shape, footers]);
  const ours = made?.shape === shape ? made : undefined;
  return { layout: given ?? ours?.layout, error: ours?.error };
}

const shapeOf = (graph: Graph): string =>
  JSON.stringify([graph.nodes.map(({ id, parent, ports }) => [id, parent, ports]), graph.edges.map(({ id }) => id)]);
