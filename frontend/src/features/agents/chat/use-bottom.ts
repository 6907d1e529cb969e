import { useLayoutEffect, useRef } from 'react';

/** Nearer to the end than this counts as at the end, px. */
const near = 80;

/**
 * Keeps the newest in sight while more comes, unless the reader has gone up. Goes on the pane that scrolls, whose only child holds what is
 * shown. `place`: another one begins at its end.
 */
export function useBottom(place: string) {
  const pane = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = pane.current;
    const inner = element?.firstElementChild;
    if (!element || !inner) return;
    let isAtEnd = true;
    const look = () => {
      isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < near;
    };
    const follow = new ResizeObserver(() => {
      if (isAtEnd) element.scrollTop = element.scrollHeight;
    });
    follow.observe(inner);
    follow.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      follow.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [place]);
  return pane;
}
