import { useLayoutEffect, useRef } from 'react';

/** Keeps the newest in sight, unless the reader has gone up. `place`: another one begins at its end; `mark` changes with what is shown. */
export function useBottom(place: string, mark: string) {
  const pane = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    atEnd.current = true;
  }, [place]);
  useLayoutEffect(() => {
    const element = pane.current;
    if (!element) return;
    const look = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 80;
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, []);
  useLayoutEffect(() => {
    if (atEnd.current && pane.current) pane.current.scrollTop = pane.current.scrollHeight;
  }, [mark]);
  return pane;
}
