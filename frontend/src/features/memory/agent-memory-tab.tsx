import { Info } from 'lucide-react';
import { useState } from 'react';
import type { Agent } from '#libs/contracts';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Segmented } from '../../ui/segmented.js';
import { EmptyState, Note } from '../../ui/states.js';
import { MemoryPanel } from './memory-panel.js';

/** What an agent keeps beyond its tasks, and what all agents of the company share. */
export function AgentMemoryTab({ agent }: { agent: Agent }) {
  const t = useText();
  const may = useMay('memories:read');
  const [about, setAbout] = useState<'agent' | 'company'>('agent');
  const { longTerm, company } = agent.memory;
  if (!may.ok) return <EmptyState title={may.why} />;
  return (
    <div className="mx-auto grid max-w-(--page-max) gap-4">
      {(!longTerm || (about === 'company' && !company)) && (
        <Note tone="running" icon={<Info aria-hidden className="size-4" strokeWidth={1.75} />}>
          {t(longTerm ? 'memory.notCompany' : 'memory.off')}
        </Note>
      )}
      <div>
        <Segmented<'agent' | 'company'>
          label={t('memory.whose')}
          value={about}
          onChange={(next) => setAbout(next === 'company' ? 'company' : 'agent')}
          options={[
            { value: 'agent', label: t('memory.whose.agent') },
            { value: 'company', label: t('memory.whose.company') },
          ]}
        />
      </div>
      <MemoryPanel key={about} scope={about === 'agent' ? { about, agentId: agent.id } : { about }} />
    </div>
  );
}
