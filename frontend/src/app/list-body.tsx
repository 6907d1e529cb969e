import type { ReactNode } from 'react';
import { Card } from '../ui/card.js';
import { LoadMore } from '../ui/load-more.js';
import { ErrorState, Skeleton } from '../ui/states.js';

interface ListState<T> {
  items: T[] | undefined;
  pending: boolean;
  error: unknown;
  retry(): void;
  more: { more: boolean; loading: boolean; onLoad(): void };
}

/** The four states of a list, in one place: loading, error, empty, rows with "Load more". */
export function ListBody<T>({
  list,
  failed,
  empty,
  tall,
  children,
}: {
  list: ListState<T>;
  failed: string;
  empty: ReactNode;
  tall?: boolean;
  children: (items: T[]) => ReactNode;
}) {
  if (list.error) return <ErrorState title={failed} error={list.error} onRetry={list.retry} />;
  return (
    <Card>
      {!list.items ? <Skeleton tall={tall ?? false} /> : list.items.length === 0 ? empty : children(list.items)}
      <LoadMore {...list.more} />
    </Card>
  );
}
