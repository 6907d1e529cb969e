import { useState } from 'react';
import type { AiSettings } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Input } from '../../ui/field.js';
import { useProviders } from './providers-page.js';
import { SectionForm } from '../../forms/section-form.js';
import { useSaveSection } from './settings.js';

type Limits = AiSettings['limits'];

/** How much the key of each own account may be used at once, by all processes together. */
export function KeyLimitsForm({ saved, offBecause }: { saved: Limits; offBecause: string | null }) {
  const t = useText();
  const [draft, setDraft] = useState<Limits>(saved);
  const save = useSaveSection('limits');
  const providers = useProviders();
  const own = providers.data?.items.filter(({ source }) => source === 'company') ?? [];
  const set = (slug: string, field: 'concurrent' | 'tokensPerMinute', typed: string) => {
    const number = typed === '' ? undefined : Number(typed);
    const changed = { ...draft[slug], [field]: number };
    if (number === undefined) delete changed[field];
    setDraft({ ...draft, [slug]: Object.keys(changed).length === 0 ? (undefined as never) : changed });
  };
  if (own.length === 0) return null;
  const cell = (slug: string, field: 'concurrent' | 'tokensPerMinute') => (
    <Input
      type="number"
      min={field === 'concurrent' ? 1 : 1000}
      aria-label={`${t(`limits.${field}`)}, ${slug}`}
      placeholder={t('limits.none')}
      value={draft[slug]?.[field] ?? ''}
      className="text-right tabular-nums"
      onChange={(event) => set(slug, field, event.target.value)}
    />
  );
  return (
    <SectionForm
      title={t('limits.keys')}
      help={t('limits.keys.help')}
      saved={saved}
      draft={draft}
      onReset={() => setDraft(saved)}
      mutation={save}
      offBecause={offBecause}
    >
      <table className="w-full border-collapse">
        <thead>
          <tr className="text-meta text-fg-3">
            <th className="pb-1.5 text-left font-medium">{t('providers.name')}</th>
            <th className="w-32 pb-1.5 pl-3 text-right font-medium">{t('limits.concurrent')}</th>
            <th className="w-40 pb-1.5 pl-3 text-right font-medium">{t('limits.tokensPerMinute')}</th>
          </tr>
        </thead>
        <tbody>
          {own.map(({ slug, name }) => (
            <tr key={slug}>
              <td className="max-w-0 truncate py-1 font-medium">{name}</td>
              <td className="py-1 pl-3">{cell(slug, 'concurrent')}</td>
              <td className="py-1 pl-3">{cell(slug, 'tokensPerMinute')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SectionForm>
  );
}
