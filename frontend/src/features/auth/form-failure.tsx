import { OctagonX } from 'lucide-react';

/** What went wrong with the whole form, above its button. */
export function FormFailure({ children }: { children: string | undefined }) {
  if (!children) return null;
  return (
    <p role="alert" className="flex gap-2 rounded-md bg-failed-soft px-3 py-2 text-failed">
      <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-failed-solid" strokeWidth={1.75} />
      <span className="min-w-0">{children}</span>
    </p>
  );
}
