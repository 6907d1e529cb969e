import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { RotateCw, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { verifyAuditEvents, type AuditVerification } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Verdict } from '../../ui/facts.js';

/** Reads the log from its beginning: one answer of bounded time, or all of it, answer by answer. */
async function verify(signal: AbortSignal, all: boolean): Promise<AuditVerification> {
  let checked = 0;
  for (let from: number | undefined; ;) {
    const answer = await call(verifyAuditEvents, { query: from === undefined ? {} : { from }, signal });
    checked += answer.checked;
    if (answer.next === null || !all) return { ...answer, checked };
    from = answer.next;
  }
}

/** Whether the log is what was written: counted, with the first break named. A very long one is read to its end when asked. */
export function AuditVerdict() {
  const t = useText();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const check = useQuery({
    queryKey: ['audit-verification', all],
    queryFn: ({ signal }) => verify(signal, all),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  const { data, error, isFetching } = check;
  const Icon = data && !data.ok ? ShieldAlert : ShieldCheck;
  return (
    <div
      role="status"
      className="mb-3 flex min-h-9 items-center gap-2.5 rounded-md border border-line bg-surface px-3 py-1.5"
    >
      <Icon
        aria-hidden
        strokeWidth={1.75}
        className={`size-4.5 shrink-0 ${data ? (data.ok ? 'text-succeeded' : 'text-failed') : 'text-fg-3'}`}
      />
      <p className="min-w-0 flex-1">
        {!data ? (
          <span className="text-fg-3">{error ? t('audit.check.failed') : t('audit.checking')}</span>
        ) : data.fault ? (
          <>
            <Verdict tone="bad">{t(`audit.fault.${data.fault.kind}`, { seq: data.fault.seq })}</Verdict>{' '}
            <span className="text-fg-2">{t('audit.fault.help')}</span>
          </>
        ) : (
          <>
            <Verdict tone="good">{t('audit.intact')}</Verdict>{' '}
            <span className="text-fg-3">
              {data.next === null
                ? t('audit.checked', { count: data.checked })
                : t('audit.partly', { checked: format.number(data.checked), head: format.number(data.head) })}
              {data.anchor && ` · ${t('audit.anchored', { at: format.time(data.anchor.at) })}`}
            </span>
          </>
        )}
      </p>
      {data?.next != null && (
        <Button size="sm" busy={isFetching && t('audit.checking')} onClick={() => setAll(true)}>
          {t('audit.checkAll')}
        </Button>
      )}
      <IconButton
        size="sm"
        icon={RotateCw}
        off={isFetching}
        label={t('audit.check')}
        onClick={() => void check.refetch()}
      />
    </div>
  );
}
