import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useState } from 'react';
import type { AnyNode } from '../flow-nodes.js';
import { useEditor } from './editor-store.js';

/**
 * React Flow's nodes: made anew from the definition, moved by the pointer in between. Nodes that did not change stay the same objects,
 * so that their cards are not drawn again.
 */
export function useFlowNodes(fresh: readonly AnyNode[]): [AnyNode[], (changes: NodeChange<AnyNode>[]) => void] {
  const editor = useEditor();
  const [nodes, setNodes] = useState<AnyNode[]>([]);
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]));
      const { selection } = editor.store.getState();
      return fresh.map((node) => kept(known.get(node.id), marked(node, selection, fresh[0]?.id)));
    });
  }, [fresh, editor]);
  useEffect(
    () =>
      editor.store.subscribe(({ selection }, before) => {
        if (selection === before.selection) return;
        setNodes((now) => now.map((node) => kept(node, marked(node, selection, now[0]?.id))));
      }),
    [editor],
  );
  const onChange = useCallback(
    (changes: NodeChange<AnyNode>[]) => {
      const moved = changes.filter((change) => change.type === 'position' || change.type === 'dimensions');
      if (moved.length > 0) setNodes((now) => applyNodeChanges(moved, now));
      const chosen = changes.filter((change) => change.type === 'select');
      if (chosen.length === 0) return;
      const next = new Set(editor.store.getState().selection);
      for (const { id, selected } of chosen) {
        if (selected) next.add(id);
        else next.delete(id);
      }
      editor.select(next);
    },
    [editor],
  );
  return [nodes, onChange];
}

/** One step is in the tab order: the selected one, else the first. The arrows lead to the others. */
const marked = (node: AnyNode, selection: ReadonlySet<string>, first: string | undefined): AnyNode => {
  const selected = selection.has(node.id);
  const step = node.type === 'step' || node.type === 'scope';
  return {
    ...node,
    selected,
    focusable: step && (selected || (selection.size === 0 && node.id === first)),
    selectable: true,
  };
};

/** The node before, where nothing differs; else the new one with the size that was measured. */
function kept(before: AnyNode | undefined, node: AnyNode): AnyNode {
  if (!before) return node;
  const same =
    before.position.x === node.position.x &&
    before.position.y === node.position.y &&
    before.selected === node.selected &&
    before.focusable === node.focusable &&
    before.parentId === node.parentId &&
    before.type === node.type &&
    before.ariaLabel === node.ariaLabel &&
    JSON.stringify(before.style) === JSON.stringify(node.style) &&
    sameData(before.data, node.data);
  if (same) return before;
  return { ...node, ...(before.measured && before.type === node.type && { measured: before.measured }) } as AnyNode;
}

function sameData(a: AnyNode['data'], b: AnyNode['data']): boolean {
  if ('graph' in a && 'graph' in b)
    return (
      a.graph.node === b.graph.node &&
      a.graph.hasInput === b.graph.hasInput &&
      a.graph.ports.join('\n') === b.graph.ports.join('\n') &&
      a.graph.connected.size === b.graph.connected.size &&
      [...a.graph.connected].every((port) => b.graph.connected.has(port)) &&
      ('empty' in a && a.empty) === ('empty' in b && b.empty)
    );
  return JSON.stringify(a) === JSON.stringify(b);
}
