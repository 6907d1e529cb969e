import { X } from 'lucide-react';
import { listMembers } from '#libs/contracts';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Input, Select } from '../../ui/field.js';
import { shortId } from '../../ui/values.js';
import type { AuditSearch } from './audit-search.js';
import { auditNouns } from './audit-words.js';
import type { TextKey } from '../../text/catalogue.js';

/** What, who and when; an object or an address are chosen in an event and taken away here. */
export function AuditFilterBar({
  search,
  onChange,
}: {
  search: AuditSearch;
  onChange(change: Partial<AuditSearch>): void;
}) {
  const t = useText();
  const members = useList(['members', 'names'], listMembers, { query: { limit: 200 } });
  const nouns = auditNouns
    .map((noun) => ({ noun, text: t(`audit.noun.${noun}` as TextKey) }))
    .sort((a, b) => a.text.localeCompare(b.text));
  const known = members.items?.some(({ userId }) => userId === search.actor);
  return (
    <div role="group" aria-label={t('runs.filters')} className="mb-3 flex flex-wrap items-center gap-2">
      <Select
        aria-label={t('audit.action')}
        value={search.action ?? ''}
        className="filter-control sm:w-44!"
        onChange={(event) => onChange({ action: event.target.value || undefined })}
      >
        <option value="">{t('audit.anything')}</option>
        {nouns.map(({ noun, text }) => (
          <option key={noun} value={noun}>
            {text}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('audit.actor')}
        value={search.actor ?? ''}
        className="filter-control sm:w-44!"
        onChange={(event) => onChange({ actor: event.target.value || undefined })}
      >
        <option value="">{t('audit.anybody')}</option>
        {search.actor && !known && <option value={search.actor}>{shortId(search.actor)}</option>}
        {members.items?.map(({ userId, name }) => (
          <option key={userId} value={userId}>
            {name}
          </option>
        ))}
      </Select>
      {(['from', 'to'] as const).map((end) => (
        <label key={end} className="flex items-center gap-1.5 text-fg-3">
          {t(`audit.${end}`)}
          <Input
            type="date"
            value={search[end] ?? ''}
            className="h-(--control-sm) w-36!"
            onChange={(event) => onChange({ [end]: event.target.value || undefined })}
          />
        </label>
      ))}
      {(['target', 'address'] as const).map((name) => {
        const value = search[name];
        if (value === undefined) return null;
        const what = `${t(`audit.${name}`)} ${name === 'target' ? shortId(value) : value}`;
        return (
          <Button key={name} size="sm" look="ghost" icon={X} onClick={() => onChange({ [name]: undefined })}>
            {t('runs.filterOff', { what })}
          </Button>
        );
      })}
    </div>
  );
}
