import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ComponentType } from 'react';
import { useToasts } from '../ui/toast.js';
import { TooltipProvider } from '../ui/tooltip.js';

const Toaster = lazy(async (): Promise<{ default: ComponentType }> => {
  // An error is never only in a toast.
  const loaded = await import('../ui/toaster.js').catch(() => undefined);
  return { default: loaded?.Toaster ?? (() => null) };
});

export function Root() {
  const some = useToasts(({ items }) => items.length > 0);
  const [wanted, setWanted] = useState(false);
  if (some && !wanted) setWanted(true);
  return (
    <TooltipProvider>
      <Outlet />
      {wanted && (
        <Suspense>
          <Toaster />
        </Suspense>
      )}
    </TooltipProvider>
  );
}
