import { useState } from 'react';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Field, Textarea } from '../../../ui/field.js';
import { ErrorState } from '../../../ui/states.js';
import { endProposing, propose, useProposing } from './proposals.js';
import { Drafting } from './drafting.js';
import type { Definition } from '#libs/workflow';

/** The wish in a person's own words, then how far the model is. What was typed stays, whatever happens. */
export function WishForm({
  workflowId,
  definition,
  label,
  placeholder,
  submit,
  look = 'ink',
  rows = 3,
}: {
  workflowId: string;
  /** What is to be changed; a new draft when absent. */
  definition?: Definition;
  label: string;
  placeholder?: string;
  submit: string;
  look?: 'ink' | 'outline';
  rows?: number;
}) {
  const t = useText();
  const proposing = useProposing(workflowId);
  const [text, setText] = useState(proposing?.is === 'proposed' ? '' : (proposing?.objective ?? ''));
  const [missing, setMissing] = useState(false);
  if (proposing?.is === 'working')
    return <Drafting proposing={proposing} onCancel={() => endProposing(workflowId)} shown />;
  const ask = () => {
    const wish = text.trim();
    setMissing(wish.length < 3);
    if (wish.length >= 3) void propose(workflowId, wish, definition);
  };
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <Field label={label} error={missing && t('propose.missing')}>
        {(link) => (
          <Textarea
            {...link}
            rows={rows}
            maxLength={4000}
            value={text}
            placeholder={placeholder}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              ask();
            }}
          />
        )}
      </Field>
      <div>
        <Button look={look} type="submit">
          {submit}
        </Button>
      </div>
      {proposing?.is === 'failed' && <ErrorState title={t('propose.failed')} error={proposing.error} onRetry={ask} />}
    </form>
  );
}
