import type { ReactNode } from 'react';

/** A part of what stands beside a plan. */
export function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-1.5 text-ui">{title}</h2>
      {children}
    </section>
  );
}
