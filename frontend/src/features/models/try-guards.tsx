import { useState } from 'react';
import { checkText } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Code } from '../../ui/code.js';
import { Field, Textarea } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import { ErrorState } from '../../ui/states.js';

const outcomes = { pass: 'succeeded', flag: 'waiting', change: 'running', block: 'failed' } as const;

/** The policy in force on a text of one's own; nothing is recorded. */
export function TryGuards() {
  const t = useText();
  const may = useMay('ai:use');
  const [text, setText] = useState('');
  const [direction, setDirection] = useState<'in' | 'out'>('in');
  const check = useAct({
    run: () => call(checkText, { body: { text, direction } }),
    changes: [],
    quiet: true,
  });
  const result = check.data;
  return (
    <Card title={t('guards.try')}>
      <form
        className="grid gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (text !== '') check.mutate();
        }}
      >
        <Field label={t('guards.try.text')}>
          {(link) => <Textarea {...link} rows={3} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Segmented<'in' | 'out'>
            label={t('guards.direction')}
            value={direction}
            onChange={setDirection}
            options={[
              { value: 'in', label: t('guards.direction.in') },
              { value: 'out', label: t('guards.direction.out') },
            ]}
          />
          <Button
            type="submit"
            offBecause={may.why ?? (text === '' && t('form.required'))}
            busy={check.isPending && t('guards.checking')}
          >
            {t('guards.check')}
          </Button>
        </div>
        {check.error && <ErrorState title={t('error.notDone')} error={check.error} />}
        {result && (
          <div role="status" className="grid gap-2 border-t border-line pt-3">
            <p>
              <Badge status={outcomes[result.outcome]}>{t(`guards.outcome.${result.outcome}`)}</Badge>
            </p>
            {result.findings.length > 0 && (
              <ul className="grid gap-1">
                {result.findings.map((finding) => (
                  <li key={`${finding.detector} ${finding.start} ${finding.kind}`} className="text-fg-2">
                    <b className="font-medium text-fg">{t(`guards.detector.${finding.detector}`)}</b> {finding.kind}:{' '}
                    {finding.reason}
                  </li>
                ))}
              </ul>
            )}
            {result.outcome === 'change' && <Code label={t(`guards.outcome.${result.outcome}`)}>{result.text}</Code>}
          </div>
        )}
      </form>
    </Card>
  );
}
