import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { getVault, rotateVault } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useFormat, useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Confirm } from '../../ui/confirm.js';
import { Verdict } from '../../ui/facts.js';
import { ErrorState } from '../../ui/states.js';
import { Time } from '../../ui/values.js';

/** The keys that seal the company's secrets: how old they are, and new ones. */
export function VaultCard() {
  const t = useText();
  const format = useFormat();
  const may = useMay('credentials:write');
  const [asking, setAsking] = useState(false);
  const vault = useQuery({
    queryKey: ['vault'],
    queryFn: ({ signal }) => call(getVault, { signal }),
    // While secrets are sealed anew somebody may be watching.
    refetchInterval: ({ state }) => (state.data?.services.some(({ waiting }) => waiting > 0) ? 2000 : false),
  });
  const rotate = useAct({
    run: () => call(rotateVault, {}),
    done: t('vault.rotated'),
    changes: [['vault']],
    quiet: true,
    onDone: () => setAsking(false),
  });
  const keys = vault.data?.services.flatMap(({ dataKey }) => dataKey ?? []) ?? [];
  const oldest = keys.map(({ createdAt }) => createdAt).sort()[0];
  const waiting = vault.data?.services.reduce((sum, each) => sum + each.waiting, 0) ?? 0;
  const isCurrent = vault.data?.services.every(({ masterKeyIsCurrent }) => masterKeyIsCurrent) ?? true;
  return (
    <Card
      className="mt-6"
      title={t('vault.title')}
      action={
        <Button
          size="sm"
          offBecause={may.why}
          onClick={() => {
            rotate.reset();
            setAsking(true);
          }}
        >
          {t('vault.rotate')}
        </Button>
      }
    >
      <div className="grid gap-1.5 px-4 py-3 text-fg-2">
        <p>{t('vault.help')}</p>
        {vault.error && <ErrorState title={t('vault.failed')} error={vault.error} />}
        {oldest !== undefined && (
          <p>
            {t('vault.since')} <Time at={oldest} />
          </p>
        )}
        {waiting > 0 && <Verdict tone="wait">{t('vault.waiting', { count: format.number(waiting) })}</Verdict>}
        {!isCurrent && <Verdict tone="wait">{t('vault.master')}</Verdict>}
      </div>
      {asking && (
        <Confirm
          title={t('vault.rotate.title')}
          help={t('vault.rotate.help')}
          act={t('vault.rotate')}
          acting={t('save.saving')}
          mutation={rotate}
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  );
}
