import type { ReactNode } from 'react';
import { same } from './same.js';
import { SaveBar } from './save-bar.js';
import { Card } from '../ui/card.js';

/** One section of the settings as a card with its own "Save". */
export function SectionForm<Value>({
  title,
  help,
  aside,
  saved,
  draft,
  onReset,
  mutation,
  offBecause,
  wrong = false,
  children,
}: {
  title: string;
  help?: ReactNode;
  aside?: ReactNode;
  saved: Value;
  draft: Value;
  onReset(): void;
  mutation: { mutate(value: Value): void; isPending: boolean; error: unknown };
  offBecause: string | null;
  /** Some field says what is wrong with it. */
  wrong?: boolean;
  children: ReactNode;
}) {
  return (
    <Card title={title} action={aside}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong) mutation.mutate(draft);
        }}
      >
        <div className="grid gap-4 p-4">
          {help && <p className="text-fg-2">{help}</p>}
          {children}
        </div>
        <SaveBar dirty={!same(saved, draft)} offBecause={offBecause} mutation={mutation} onReset={onReset} />
      </form>
    </Card>
  );
}
