import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { newTool, type ToolDraft } from './agent-draft.js';
import { colleagueTools } from './colleagues-section.js';
import type { SectionProps } from './section.js';
import { ToolEntry } from './tool-entry.js';
import { ToolPicker } from './tool-picker.js';
import { useTools } from './use-tools.js';

/** What it may use, and what a call of each may do. What is not here cannot be used. */
export function ToolsSection({ draft, problems, change }: SectionProps) {
  const t = useText();
  const known = useTools();
  const [picking, setPicking] = useState(false);
  // Those that lead to other agents have a section of their own.
  const shown = draft.tools.flatMap((tool, index) => (colleagueTools.includes(tool.name) ? [] : [{ tool, index }]));
  const set = (index: number, part: Partial<ToolDraft>) =>
    change({ tools: draft.tools.map((tool, place) => (place === index ? { ...tool, ...part } : tool)) });
  return (
    <Card
      title={t('agents.tools')}
      count={shown.length}
      action={
        <Button size="sm" icon={Plus} aria-expanded={picking} onClick={() => setPicking(!picking)}>
          {t('agents.tools.add')}
        </Button>
      }
    >
      {picking && (
        <ToolPicker
          tools={known.data}
          chosen={draft.tools.map(({ name }) => name)}
          onToggle={(name, on) =>
            change({
              tools: on ? [...draft.tools, newTool(name)] : draft.tools.filter((tool) => tool.name !== name),
            })
          }
          onClose={() => setPicking(false)}
        />
      )}
      {shown.length === 0 && <p className="px-4 py-3 text-fg-2">{t('agents.tools.empty')}</p>}
      <ul>
        {shown.map(({ tool, index }) => (
          <ToolEntry
            key={`${index} ${tool.name}`}
            tool={tool}
            known={known.data?.find(({ name, id }) => name === tool.name || id === tool.name)}
            isMissing={known.data !== undefined && !known.data.some(({ name, id }) => [name, id].includes(tool.name))}
            path={`tools[${index}]`}
            problems={problems}
            onChange={(part) => set(index, part)}
            onRemove={() => change({ tools: draft.tools.filter((_, place) => place !== index) })}
          />
        ))}
      </ul>
    </Card>
  );
}
