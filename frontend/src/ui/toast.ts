import { create } from 'zustand';

interface ToastItem {
  id: number;
  text: string;
  tone: 'done' | 'error';
  undo?: { label: string; act(): void };
}

export const useToasts = create<{ items: ToastItem[] }>()(() => ({ items: [] }));
let last = 0;

/** One line, bottom right, 6 seconds; errors stay until closed. An error is never only here. */
export function toast(text: string, options: { tone?: ToastItem['tone']; undo?: ToastItem['undo'] } = {}): void {
  last += 1;
  const item = { id: last, text, tone: options.tone ?? ('done' as const), undo: options.undo };
  useToasts.setState(({ items }) => ({ items: [...items.slice(-3), item] }));
}
