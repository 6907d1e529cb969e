import { Search } from 'lucide-react';
import { useState } from 'react';
import { discoverMcp, importMcp, type Out } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { CredentialSelect } from './credential-select.js';
import { ImportChoice } from './import-choice.js';
import { ImportEnd, ImportResult, type ImportSettings } from './import-settings.js';

interface McpServer {
  url: string;
  credential?: string;
}

/** Asks an MCP server what it offers, and takes over the tools that are chosen, pinned as they are now. */
export function McpImport() {
  const t = useText();
  const may = useMay('tools:write');
  const [url, setUrl] = useState('');
  const [credential, setCredential] = useState('');
  const [server, setServer] = useState<McpServer | null>(null);
  const discover = useAct({
    run: (from: McpServer) => call(discoverMcp, { body: from }),
    changes: [],
    quiet: true,
    onDone: (_, from) => setServer(from),
  });
  return (
    <div className="grid max-w-(--read-max) gap-4">
      <Card>
        <form
          noValidate
          className="grid gap-4 p-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (url.trim() === '') return;
            setServer(null);
            discover.mutate({ url: url.trim(), ...(credential !== '' && { credential }) });
          }}
        >
          <Field label={t('tools.mcp.address')} hint={t('tools.mcp.help')}>
            {(field) => (
              <Input
                {...field}
                type="url"
                value={url}
                placeholder="https://mcp.example.com/mcp"
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
          <CredentialSelect value={credential} onChange={setCredential} />
          {discover.error && <ErrorState title={t('error.notDone')} error={discover.error} />}
          <div className="flex justify-end">
            <Button
              icon={Search}
              type="submit"
              offBecause={may.why ?? (url.trim() === '' && t('tools.mcp.empty'))}
              busy={discover.isPending && t('tools.mcp.asking')}
            >
              {t('tools.mcp.ask')}
            </Button>
          </div>
        </form>
      </Card>
      {server && discover.data && <Offers key={JSON.stringify(server)} server={server} found={discover.data} />}
    </div>
  );
}

function Offers({ server, found }: { server: McpServer; found: Out<typeof discoverMcp> }) {
  const t = useText();
  const may = useMay('tools:write');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [settings, setSettings] = useState<ImportSettings>({ prefix: '', risk: 'high' });
  const take = useAct({
    run: () =>
      call(importMcp, {
        body: {
          ...server,
          tools: [...chosen],
          risk: settings.risk,
          ...(settings.prefix !== '' && { prefix: settings.prefix }),
        },
      }),
    changes: [['tools']],
    quiet: true,
  });
  if (take.data) return <ImportResult result={take.data} />;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.size > 0) take.mutate();
      }}
    >
      <ImportChoice
        title={`${found.server.name} ${found.server.version}`}
        offers={found.tools.map(({ name, title, description }) => ({ id: name, name, what: description || title }))}
        chosen={chosen}
        onChange={setChosen}
      >
        <p className="border-t border-line px-4 py-3 text-meta text-fg-3">{t('tools.mcp.pinned')}</p>
        <ImportEnd
          settings={settings}
          count={chosen.size}
          mutation={take}
          offBecause={may.why}
          onChange={setSettings}
        />
      </ImportChoice>
    </form>
  );
}
