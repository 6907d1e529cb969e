import type { ReactNode } from 'react';

/** One thing that is said of a goal, under its name. */
export function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-1.5 text-ui">{title}</h2>
      {children}
    </section>
  );
}
