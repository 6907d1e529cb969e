import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { previewSchedule } from '#libs/contracts';
import { call } from '../../../app/call.js';
import { ApiProblem } from '../../../app/problem.js';
import { useLanguage } from '../../../text/language.js';
import { useText } from '../../../text/text.js';
import { Input, Select } from '../../../ui/field.js';
import { FieldFrame } from './field-frame.js';
import type { FieldProps } from './field-props.js';
import { usePanel } from './panel-context.js';

const usual = ['*/15 * * * *', '0 * * * *', '0 9 * * *', '0 9 * * 1-5', '0 9 * * 1', '0 9 1 * *'] as const;

/** A pattern of five fields: in words, and the next five times on the clock of its zone. */
export function CronField({ part, path, value, set }: FieldProps) {
  const t = useText();
  const { node } = usePanel();
  const language = useLanguage((state) => state.language);
  const cron = typeof value === 'string' ? value : '';
  const zone = typeof node.config['timezone'] === 'string' ? node.config['timezone'] : 'UTC';
  const words = useCronWords(cron, language);
  const settled = useSettled(`${cron}\n${zone}`);
  const preview = useQuery({
    queryKey: ['schedule-preview', settled],
    queryFn: ({ signal }) => {
      const [pattern = '', timezone = 'UTC'] = settled.split('\n');
      return call(previewSchedule, { body: { cron: pattern, timezone, count: 5 }, signal });
    },
    enabled: settled.trim() !== '' && !settled.startsWith('\n'),
    retry: false,
    staleTime: 60_000,
  });
  const times = new Intl.DateTimeFormat(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zoneOrUtc(zone),
  });
  return (
    <FieldFrame
      part={part}
      path={path}
      below={
        cron !== '' && (
          <div className="mt-1.5 text-meta text-fg-3" role="status">
            {words && <p className="text-fg-2">{words}</p>}
            {preview.data && (
              <p className="mt-0.5">
                {t('panel.cron.next', { zone })} {preview.data.next.map((at) => times.format(new Date(at))).join(' · ')}
              </p>
            )}
            {ApiProblem.is(preview.error) && <p className="text-failed">{preview.error.message}</p>}
          </div>
        )
      }
    >
      {(link) => (
        <div className="flex flex-wrap gap-2">
          <Input
            id={link.id}
            aria-describedby={link.describedBy}
            aria-invalid={link.invalid || undefined}
            className="max-w-60 font-mono"
            value={cron}
            placeholder={part.schema.placeholder}
            onChange={(event) => set(event.target.value || undefined)}
          />
          <Select
            aria-label={t('panel.cron.usual')}
            className="max-w-60"
            value={(usual as readonly string[]).includes(cron) ? cron : ''}
            onChange={(event) => set(event.target.value || undefined)}
          >
            <option value="">{t('panel.cron.usual')}</option>
            {usual.map((each) => (
              <option key={each} value={each}>
                {t(`panel.cron.${each}`)}
              </option>
            ))}
          </Select>
        </div>
      )}
    </FieldFrame>
  );
}

const zoneOrUtc = (zone: string): string => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
};

/** The pattern in words of the reader's language; the words load only here. */
function useCronWords(cron: string, language: string): string | undefined {
  const [words, setWords] = useState<{ of: string; text: string }>();
  useEffect(() => {
    let current = true;
    void import('cronstrue/i18n').then(({ default: cronstrue }) => {
      if (!current) return;
      try {
        const text = cronstrue.toString(cron, {
          locale: language,
          use24HourTimeFormat: true,
          throwExceptionOnParseError: true,
        });
        setWords({ of: `${cron} ${language}`, text });
      } catch {
        setWords(undefined);
      }
    });
    return () => {
      current = false;
    };
  }, [cron, language]);
  return words?.of === `${cron} ${language}` ? words.text : undefined;
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 300);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
