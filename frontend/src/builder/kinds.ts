import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { portsOf, type Definition, type KindSpec, type WorkflowNode } from '#libs/workflow';
import type { PageEntry } from '../app/palette-steps.js';
import { useLanguage } from '../text/language.js';

const known: Readonly<Record<string, KindSpec | undefined>> = nodeKinds;

/** What the catalogue says of a kind; undefined for one that this platform does not have (an import of a newer one). */
export const kindOf = (kind: string): KindSpec | undefined => known[kind];

/** Output ports in order. A kind that is not known shows the ports its edges name. */
export function outputPorts(node: WorkflowNode, named: readonly (string | undefined)[]): readonly string[] {
  const kind = kindOf(node.kind);
  if (kind) return portsOf(kind, node);
  const ports = new Set(named.map((port) => port ?? 'next'));
  return ports.size > 0 ? [...ports] : ['next'];
}

export const isTrigger = (kind: string): boolean =>
  (kindOf(kind)?.role ?? (kind.startsWith('trigger.') ? 'trigger' : '')) === 'trigger';
export const isScope = (kind: string): boolean => (kindOf(kind)?.role ?? '') === 'scope' || kind === 'flow.loop';

const wordsOf = (kind: string) => useLanguage.getState().kinds[kind];
/** In the language of the reader; undefined for a kind that is not known. */
export const titleOfKind = (kind: string): string | undefined => wordsOf(kind)?.[0] ?? kindOf(kind)?.title;
export const describedKind = (kind: string): string | undefined => wordsOf(kind)?.[1] ?? kindOf(kind)?.description;

/** What people call a step: its name, else its kind's title. */
export const nameOf = (node: Pick<WorkflowNode, 'name' | 'kind' | 'id'>): string =>
  node.name ?? titleOfKind(node.kind) ?? node.id;
export const iconOf = (kind: string): string | undefined => kindOf(kind)?.icon;

/** The steps of a canvas for the palette. */
export const paletteSteps = ({ nodes }: Definition, open: (id: string) => void): PageEntry[] =>
  nodes.map((step) => ({
    id: `step-${step.id}`,
    label: nameOf(step),
    detail: `${step.id}, ${step.kind}`,
    act: () => open(step.id),
  }));
