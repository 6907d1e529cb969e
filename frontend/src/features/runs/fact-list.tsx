import type { ReactNode } from 'react';

/** Names and values beside a result. */
export const FactList = ({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) => (
  <dl className="grid grid-cols-[5.25rem_minmax(0,1fr)] content-start">
    {facts.map(([name, value]) => (
      <div key={name} className="contents">
        <dt className="py-1.25 text-fg-3">{name}</dt>
        <dd className="min-w-0 py-1.25 break-words tabular-nums">{value}</dd>
      </div>
    ))}
  </dl>
);
