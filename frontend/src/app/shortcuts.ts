import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { stored } from './stored.js';

const memory = stored('aaas.letters');

/** Single-letter shortcuts can be switched off (WCAG 2.1.4); those with Ctrl or ⌘ stay. */
export const useLetters = create<{ on: boolean; set(on: boolean): void }>()((set) => ({
  on: memory.read() !== 'off',
  set(on) {
    memory.write(on ? null : 'off');
    set({ on });
  },
}));

const inField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.getAttribute('role') === 'slider');
const overlayOpen = () => document.querySelector('[role="dialog"],[role="menu"],[role="alertdialog"]') !== null;

export type Keys = Record<string, (event: KeyboardEvent) => void>;

/** Keys of a page: `{a: approve, ArrowLeft: back}`. They work outside of fields, dialogs and menus only. */
export function useKeys(keys: Keys, enabled = true): void {
  const lettersOn = useLetters((state) => state.on);
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (inField(event.target) || overlayOpen()) return;
      if (event.key.length === 1 && !lettersOn) return;
      latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key]?.(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [enabled, lettersOn]);
}

/** `G` then another letter within 1.2 s. */
export function useGoTo(places: Record<string, () => void>): void {
  const until = useRef(0);
  const go: Keys = { g: () => (until.current = Date.now() + 1200) };
  for (const [key, open] of Object.entries(places))
    go[key] = (event) => {
      if (Date.now() > until.current) return;
      until.current = 0;
      event.preventDefault();
      event.stopImmediatePropagation();
      open();
    };
  useKeys(go);
}

/** Moves the focus between the rows of a list: `J` and `K`. */
export function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.offsetParent !== null);
  const links = rows.map((row) => (row.matches('a') ? row : row.querySelector<HTMLElement>('a')));
  const now = links.findIndex(
    (link) => link !== null && (link === document.activeElement || link.ariaCurrent === 'true'),
  );
  const next = links[now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step];
  next?.focus();
  if (next?.dataset['open'] !== undefined) next.click();
}

export const focusSearch = (): void => document.querySelector<HTMLElement>('[data-search]')?.focus();

/** "Ctrl" or "⌘". */
export const commandKey = (): string =>
  typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';
