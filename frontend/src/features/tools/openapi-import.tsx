import { Search } from 'lucide-react';
import { useState } from 'react';
import { discoverOpenApi, importOpenApi } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input, Textarea } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import { ErrorState } from '../../ui/states.js';
import { CredentialSelect } from './credential-select.js';
import { ImportChoice } from './import-choice.js';
import { ImportEnd, ImportResult, type ImportSettings } from './import-settings.js';

type Source = { url: string } | { document: string };

/** Reads an OpenAPI document by address, file or text, and makes tools of the operations that are chosen. */
export function OpenApiImport() {
  const [source, setSource] = useState<Source | null>(null);
  const discover = useAct({
    run: (from: Source) => call(discoverOpenApi, { body: from }),
    changes: [],
    quiet: true,
    onDone: (_, from) => setSource(from),
  });
  return (
    <div className="grid max-w-(--read-max) gap-4">
      <DocumentForm
        busy={discover.isPending}
        error={discover.error}
        onRead={(from) => {
          setSource(null);
          discover.mutate(from);
        }}
      />
      {source && discover.data && <Operations key={JSON.stringify(source)} source={source} found={discover.data} />}
    </div>
  );
}

function DocumentForm({ busy, error, onRead }: { busy: boolean; error: unknown; onRead(source: Source): void }) {
  const t = useText();
  const may = useMay('tools:write');
  const [by, setBy] = useState<'url' | 'document'>('url');
  const [url, setUrl] = useState('');
  const [document, setDocument] = useState('');
  const empty = (by === 'url' ? url : document).trim() === '';
  return (
    <Card>
      <form
        noValidate
        className="grid gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!empty) onRead(by === 'url' ? { url: url.trim() } : { document });
        }}
      >
        <div>
          <Segmented<'url' | 'document'>
            label={t('tools.openapi.by')}
            value={by}
            onChange={setBy}
            options={[
              { value: 'url', label: t('tools.openapi.url') },
              { value: 'document', label: t('tools.openapi.document') },
            ]}
          />
        </div>
        {by === 'url' ? (
          <Field label={t('tools.openapi.address')} hint={t('tools.openapi.help')}>
            {(field) => (
              <Input
                {...field}
                type="url"
                value={url}
                placeholder="https://api.example.com/openapi.json"
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
        ) : (
          <>
            <Field label={t('tools.openapi.file')} optional hint={t('tools.openapi.help')}>
              {(field) => (
                <input
                  {...field}
                  type="file"
                  accept=".json,.yaml,.yml,application/json,application/yaml"
                  className="block w-full text-meta text-fg-2 file:mr-3 file:rounded-sm file:border file:border-solid file:border-line-strong file:bg-surface file:px-3 file:py-1.5 file:text-fg"
                  onChange={(event) => void event.target.files?.[0]?.text().then(setDocument)}
                />
              )}
            </Field>
            <Field label={t('tools.openapi.text')}>
              {(field) => (
                <Textarea
                  {...field}
                  rows={8}
                  spellCheck={false}
                  className="font-mono text-meta"
                  value={document}
                  onChange={(event) => setDocument(event.target.value)}
                />
              )}
            </Field>
          </>
        )}
        {error !== null && error !== undefined && <ErrorState title={t('error.notDone')} error={error} />}
        <div className="flex justify-end">
          <Button
            icon={Search}
            type="submit"
            offBecause={may.why ?? (empty && t('tools.openapi.empty'))}
            busy={busy && t('tools.openapi.reading')}
          >
            {t('tools.openapi.read')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

interface Found {
  title: string;
  servers: string[];
  operations: { id: string; name: string; description: string; problem: string | null }[];
}

function Operations({ source, found }: { source: Source; found: Found }) {
  const t = useText();
  const may = useMay('tools:write');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [server, setServer] = useState(found.servers[0] ?? '');
  const [credential, setCredential] = useState('');
  const [settings, setSettings] = useState<ImportSettings>({ prefix: '', risk: 'high' });
  const take = useAct({
    run: () =>
      call(importOpenApi, {
        body: {
          ...source,
          operations: [...chosen],
          risk: settings.risk,
          ...(server.trim() !== '' && { server: server.trim() }),
          ...(credential !== '' && { credential }),
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
        title={found.title || t('tools.openapi.operations')}
        offers={found.operations.map(({ id, name, description, problem }) => ({
          id,
          name: id,
          what: description || name,
          problem,
        }))}
        chosen={chosen}
        onChange={setChosen}
      >
        <div className="grid gap-4 border-t border-line p-4">
          <Field label={t('tools.openapi.server')} hint={t('tools.openapi.server.hint')}>
            {(field) => (
              <Input {...field} type="url" value={server} onChange={(event) => setServer(event.target.value)} />
            )}
          </Field>
          <CredentialSelect value={credential} onChange={setCredential} />
        </div>
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
