import { useState } from 'react';
import type { Tool } from '#libs/contracts';
import { useText } from '../../../text/text.js';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { SearchInput } from '../../../ui/field.js';
import { colleagueTools } from './colleagues-section.js';

/** The tools of the company, to be ticked. */
export function ToolPicker({
  tools,
  chosen,
  onToggle,
  onClose,
}: {
  tools: readonly Tool[] | undefined;
  chosen: readonly string[];
  onToggle(name: string, on: boolean): void;
  onClose(): void;
}) {
  const t = useText();
  const [search, setSearch] = useState('');
  const words = search.trim().toLowerCase();
  const found = (tools ?? []).filter(
    (tool) =>
      !colleagueTools.includes(tool.name) &&
      `${tool.name} ${tool.title} ${tool.description}`.toLowerCase().includes(words),
  );
  return (
    <div className="border-b border-line bg-sunken p-3">
      <div className="mb-2 flex items-center gap-2">
        <SearchInput
          autoFocus
          label={t('agents.tools.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="min-w-0 flex-1"
        />
        <Button size="sm" onClick={onClose}>
          {t('agents.tools.done')}
        </Button>
      </div>
      {tools && found.length === 0 && <p className="px-1 py-2 text-fg-2">{t('agents.tools.none', { search })}</p>}
      <ul className="max-h-72 overflow-y-auto rounded-md border border-line bg-surface" aria-label={t('agents.tools')}>
        {found.map((tool) => (
          <li key={tool.id} className="border-t border-line first:border-t-0">
            <label className="flex items-start gap-3 px-3 py-2 hover:bg-hover">
              <input
                type="checkbox"
                className="mt-0.5 size-4 shrink-0 accent-(--accent)"
                checked={chosen.includes(tool.name)}
                disabled={tool.status === 'review'}
                onChange={(event) => onToggle(tool.name, event.target.checked)}
              />
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-center gap-x-2">
                  <span className="font-medium">{tool.title}</span>
                  <span className="font-mono text-micro text-fg-3">{tool.name}</span>
                </span>
                <span className="line-clamp-2 text-meta text-fg-3">{tool.description}</span>
              </span>
              {tool.status === 'review' ? (
                <Tag>{t('agents.tools.inReview')}</Tag>
              ) : (
                <span className="text-meta whitespace-nowrap text-fg-3">
                  {t('agents.tools.risk', { risk: t(`tools.risk.${tool.risk}`) })}
                </span>
              )}
            </label>
          </li>
        ))}
      </ul>
    </div>
  );
}
