import { Outlet } from '@tanstack/react-router';
import { Toaster } from '../ui/toast.js';
import { TooltipProvider } from '../ui/tooltip.js';

export function Root() {
  return (
    <TooltipProvider>
      <Outlet />
      <Toaster />
    </TooltipProvider>
  );
}
