import { evaluate, ExpressionError, hasExpression, splitTemplate, type Scope } from '#libs/expressions';
import type { Definition } from '#libs/workflow';
import { isTrigger, kindOf } from '../../../builder/kinds.js';
import type { ItemAt } from './chosen-items.js';

const firstItem: ItemAt = () => 0;

/** What is known of values before any run: pinned samples first, then what tests gave. */
export interface KnownOutputs {
  has(node: string): boolean;
  get(node: string): unknown;
}

export function knownOutputs(
  samples: Readonly<Record<string, unknown>>,
  results: Readonly<Record<string, { test: { status: string; output: unknown } }>>,
): KnownOutputs {
  const tested = (node: string) => Object.hasOwn(results, node) && results[node]?.test.status === 'succeeded';
  return {
    has: (node) => Object.hasOwn(samples, node) || tested(node),
    get: (node) => (Object.hasOwn(samples, node) ? samples[node] : results[node]?.test.output),
  };
}

/** The scope in which a step's expressions would be evaluated now, at the chosen items. What is not known is not in it. */
export function scopeAt(
  definition: Definition,
  id: string,
  known: KnownOutputs,
  isLate = false,
  itemAt: ItemAt = firstItem,
): Scope {
  const node = definition.nodes.find((each) => each.id === id);
  const trigger = definition.nodes.find((each) => isTrigger(each.kind) && known.has(each.id));
  const steps = Object.fromEntries(
    definition.nodes
      .filter((each) => each.id !== id && !isTrigger(each.kind) && known.has(each.id))
      .map((each) => [each.id, { output: known.get(each.id), meta: { ms: 0, attempts: 1 } }]),
  );
  const owner = isLate ? node : definition.nodes.find((each) => each.id === node?.parent);
  const items = owner && itemsOf(definition, owner.id, known, itemAt);
  const index = owner && items ? itemAt(owner.id, items.length) : 0;
  return {
    ...(trigger && { input: known.get(trigger.id) }),
    steps,
    ...(items && items.length > 0 && { item: items[index], index }),
    run: { id: 'run_example' },
    now: new Date().toISOString(),
  };
}

/** The list that a map goes through, as far as it is known. */
export function itemsOf(
  definition: Definition,
  id: string,
  known: KnownOutputs,
  itemAt: ItemAt = firstItem,
): unknown[] | undefined {
  const items = definition.nodes.find((each) => each.id === id)?.config['items'];
  if (Array.isArray(items)) return items as unknown[];
  if (typeof items !== 'string') return undefined;
  const value = previewOf(items, scopeAt(definition, id, known, false, itemAt));
  return value.is === 'known' && Array.isArray(value.value) ? (value.value as unknown[]) : undefined;
}

export type Preview =
  /** No expression in it. */
  | { is: 'plain' }
  | { is: 'known'; value: unknown }
  /** It reads something that is not known yet: the steps it reads. */
  | { is: 'unknown'; steps: readonly string[] }
  | { is: 'wrong'; why: string };

/** What a text would become now. */
export function previewOf(text: string, scope: Scope): Preview {
  if (!hasExpression(text)) return { is: 'plain' };
  try {
    return { is: 'known', value: evaluate(text, scope) };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const missing = readSteps(text).filter((id) => !Object.hasOwn((scope as { steps?: object }).steps ?? {}, id));
    const needsInput = /\b(input|item|index)\b/.test(text) && !('input' in scope);
    if (missing.length > 0 || needsInput || !isReadable(text)) {
      if (!isReadable(text)) return { is: 'wrong', why: error.summary };
      return { is: 'unknown', steps: missing };
    }
    return { is: 'wrong', why: error.summary };
  }
}

const isReadable = (text: string): boolean => {
  try {
    splitTemplate(text);
    return true;
  } catch {
    return false;
  }
};

/** Ids of the steps that a text reads. */
export const readSteps = (text: string): string[] => [
  ...new Set([...text.matchAll(/\bsteps\s*\.\s*\??([A-Za-z]\w*)/g)].map(([, id]) => id ?? '')),
];

/** Fields that are taken as they are written, or in the body. */
export const isLateField = (kind: string, field: string): boolean => kindOf(kind)?.lateFields?.includes(field) ?? false;
export const isLiteralField = (kind: string, field: string): boolean =>
  kindOf(kind)?.literalFields?.includes(field) ?? false;
