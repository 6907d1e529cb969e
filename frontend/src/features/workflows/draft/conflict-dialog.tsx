import { useState } from 'react';
import type { MergeConflict } from '#libs/workflow';
import { nameOf } from '../../../builder/kinds.js';
import { useDefinition } from '../../../builder/edit/editor-store.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Segmented } from '../../../ui/segmented.js';
import { useSaveState, type Draft } from './use-draft.js';

const keyOf = ({ path }: MergeConflict): string => path.join('\n');

/** Two people changed the same thing: which of the two stays, one by one. Everything else is together already. */
export function ConflictDialog({ draft }: { draft: Draft }) {
  const t = useText();
  const state = useSaveState(draft.autosave);
  const definition = useDefinition();
  const [choices, setChoices] = useState<Record<string, 'ours' | 'theirs'>>({});
  if (state.is !== 'conflict') return null;
  const { conflicts, theirs } = state;
  const chosen = (conflict: MergeConflict) =>
    choices[keyOf(conflict)] ?? (conflict.ours === undefined ? 'theirs' : 'ours');
  const all = (side: 'ours' | 'theirs') =>
    setChoices(Object.fromEntries(conflicts.map((conflict) => [keyOf(conflict), side])));
  const place = ({ path }: MergeConflict): string => {
    const [part, id, ...rest] = path;
    const node = [...definition.nodes, ...theirs.definition.nodes].find((each) => each.id === id);
    const name = part === 'nodes' && node ? nameOf(node) : [part, id].filter(Boolean).join(' ');
    return [name, ...rest.filter((each) => each !== 'config')].join(' › ');
  };
  return (
    <Dialog
      open
      wide
      title={t('builder.conflict.title', { count: conflicts.length })}
      description={t('builder.conflict.help')}
      actions={
        <>
          <Button onClick={() => all('theirs')}>{t('builder.conflict.allTheirs')}</Button>
          <Button onClick={() => all('ours')}>{t('builder.conflict.allOurs')}</Button>
          <Button look="ink" onClick={() => draft.autosave.resolve(chosen)}>
            {t('builder.conflict.apply')}
          </Button>
        </>
      }
    >
      <ul className="grid gap-3">
        {conflicts.map((conflict) => (
          <li key={keyOf(conflict)} className="rounded-md border border-line p-3">
            <div className="mb-2 flex flex-wrap items-center gap-2">
              <p className="min-w-0 flex-1 truncate font-medium" title={place(conflict)}>
                {place(conflict)}
              </p>
              <Segmented
                label={t('builder.conflict.keep', { what: place(conflict) })}
                value={chosen(conflict)}
                onChange={(side) => setChoices({ ...choices, [keyOf(conflict)]: side })}
                options={[
                  { value: 'ours', label: t('builder.conflict.ours') },
                  { value: 'theirs', label: t('builder.conflict.theirs') },
                ]}
              />
            </div>
            <dl className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-meta">
              <dt className="text-fg-3">{t('builder.conflict.ours')}</dt>
              <dd className="break-words">{valueOf(conflict.ours) ?? t('builder.conflict.gone')}</dd>
              <dt className="text-fg-3">{t('builder.conflict.theirs')}</dt>
              <dd className="break-words">{valueOf(conflict.theirs) ?? t('builder.conflict.gone')}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function valueOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  const node = value as { kind?: unknown; id?: string };
  if (value !== null && typeof node.kind === 'string' && typeof node.id === 'string')
    return nameOf(value as Parameters<typeof nameOf>[0]);
  const text = JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
