import { createContext, useContext } from 'react';
import type { Scope } from '#libs/expressions';
import type { WorkflowNode } from '#libs/workflow';
import type { WorkflowProblem } from '#libs/contracts';
import type { Names } from './completion.js';

/** What the fields of a step's form share. */
export interface PanelContextValue {
  workflowId: string;
  node: WorkflowNode;
  names: Names;
  /** Seen from inside the body. */
  lateNames: Names;
  scope: Scope;
  lateScope: Scope;
  problems: readonly WorkflowProblem[];
  /** Index of the node in the definition, as paths of problems count. */
  index: number;
  set(path: readonly (string | number)[], value: unknown): void;
  onShow(node: string): void;
  /** The items of the map around, as far as they are known, and which one is taken. */
  items: { scope: string; count: number; index: number } | undefined;
}

export const PanelContext = createContext<PanelContextValue | null>(null);

export function usePanel(): PanelContextValue {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('outside of the panel of a step');
  return panel;
}
