import { Plus } from 'lucide-react';
import { useState } from 'react';
import { isSentByHttp, listCredentials } from '#libs/contracts';
import { useMay } from '../../app/may.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, Select } from '../../ui/field.js';
import { CredentialDialog } from '../connections/credential-dialog.js';

/** A credential of the company, or none, or a new one. */
export function CredentialSelect({
  value,
  error,
  onChange,
}: {
  value: string;
  error?: string | undefined;
  onChange(id: string): void;
}) {
  const t = useText();
  const may = useMay('credentials:write');
  const [adding, setAdding] = useState(false);
  const list = useList(['credentials'], listCredentials, { query: { limit: 200 } });
  const usable = (list.items ?? []).filter(({ kind }) => isSentByHttp(kind));
  return (
    <>
      <Field label={t('tools.credential')} optional hint={t('tools.credential.hint')} error={error}>
        {(field) => (
          <div className="flex gap-2">
            <Select {...field} value={value} onChange={(event) => onChange(event.target.value)}>
              <option value="">{t('tools.credential.none')}</option>
              {value !== '' && !usable.some(({ id }) => id === value) && <option value={value}>{value}</option>}
              {usable.map(({ id, name, allowedHosts }) => (
                <option key={id} value={id}>
                  {name} ({allowedHosts.join(', ')})
                </option>
              ))}
            </Select>
            <Button icon={Plus} offBecause={may.why} onClick={() => setAdding(true)}>
              {t('tools.credential.new')}
            </Button>
          </div>
        )}
      </Field>
      {adding && <CredentialDialog onClose={() => setAdding(false)} onDone={({ id }) => onChange(id)} />}
    </>
  );
}
