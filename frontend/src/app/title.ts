import { useEffect } from 'react';

/** The browser tab's title: the page, then the app. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · AaaS` : 'AaaS';
  }, [title]);
}
