import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** A search box whose text lives in the URL: typed at once, asked for 250 ms later, kept by back and reload. */
export function useUrlSearch(current: string | undefined): [string, (text: string) => void] {
  const navigate = useNavigate();
  const [text, setText] = useState(current ?? '');
  useEffect(() => {
    if (text === (current ?? '')) return;
    const timer = setTimeout(() => {
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, search: text || undefined }),
        replace: true,
      } as never);
    }, 250);
    return () => clearTimeout(timer);
  }, [text, current, navigate]);
  return [text, setText];
}
