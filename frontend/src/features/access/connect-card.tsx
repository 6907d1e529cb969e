import { Link } from '@tanstack/react-router';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { CopyText } from '../../ui/copy-text.js';
import type { Offer } from './offers.js';

/** The addresses that programs outside need, and what to write into their configuration. */
export function ConnectCard({ offers }: { offers: readonly Offer[] }) {
  const t = useText();
  const origin = location.origin;
  const agents = offers.filter(({ kind, a2a, ready }) => kind === 'agent' && a2a && ready);
  return (
    <Card title={t('expose.connect')} className="mt-4">
      <div className="grid gap-5 p-4">
        <p className="text-fg-2">
          {t('expose.connect.key')}{' '}
          <Link to="/administration/api-keys" className="link">
            {t('keys.api.title')}
          </Link>
        </p>
        <CopyText label={t('expose.connect.mcp')} text={`${origin}/mcp`} />
        <CopyText label={t('expose.connect.mcp.config')} text={mcpConfig(origin)} />
        <CopyText label={t('expose.connect.openai')} text={`${origin}/openai/v1`} />
        <CopyText label={t('expose.connect.openai.try')} text={chat(origin)} />
        {agents.map(({ id, name }) => (
          <CopyText
            key={id}
            label={t('expose.card.of', { name })}
            text={`${origin}/a2a/${id}/.well-known/agent-card.json`}
          />
        ))}
      </div>
    </Card>
  );
}

const mcpConfig = (origin: string) =>
  JSON.stringify(
    { mcpServers: { aaas: { type: 'http', url: `${origin}/mcp`, headers: { Authorization: 'Bearer aaas_…' } } } },
    null,
    2,
  );

const chat = (origin: string) =>
  [
    `curl ${origin}/openai/v1/chat/completions \\`,
    `  -H "authorization: Bearer $AAAS_KEY" -H 'content-type: application/json' \\`,
    `  -d '{"model": "agent:NAME", "messages": [{"role": "user", "content": "Hello"}]}'`,
  ].join('\n');
