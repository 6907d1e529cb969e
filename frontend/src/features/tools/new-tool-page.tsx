import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Braces, FileJson, Globe, Server } from 'lucide-react';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { cx } from '../../ui/cx.js';
import { McpImport } from './mcp-import.js';
import { OpenApiImport } from './openapi-import.js';
import { ToolForm } from './tool-form.js';

const ways = [
  { from: 'http', icon: Globe },
  { from: 'openapi', icon: FileJson },
  { from: 'mcp', icon: Server },
  { from: 'code', icon: Braces },
] as const;

/** Where a new tool comes from: an address, a document, a server, or code. */
export function NewToolPage() {
  const t = useText();
  const navigate = useNavigate();
  const { from = 'http' } = useSearch({ from: '/shell/tools/new' });
  useTitle(t('tools.new'));
  return (
    <Page title={t('tools.new')}>
      <p className="mb-4 text-fg-2">
        <Link to="/tools" search={{}} className="link">
          {t('tools.title')}
        </Link>
        <span aria-hidden> · </span>
        {t(`tools.from.${from}.help`)}
      </p>
      <div role="radiogroup" aria-label={t('tools.from')} className="mb-4 grid grid-cols-2 gap-2 lg:grid-cols-4">
        {ways.map(({ from: way, icon: Icon }) => (
          <label
            key={way}
            className={cx(
              'flex cursor-pointer items-center gap-2.5 rounded-md border p-3 font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent',
              way === from ? 'border-accent bg-accent-soft' : 'border-line bg-surface hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name="from"
              className="sr-only"
              checked={way === from}
              onChange={() => void navigate({ to: '/tools/new', search: { from: way }, replace: true })}
            />
            <Icon aria-hidden className="size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
            <span className="min-w-0">{t(`tools.from.${way}`)}</span>
          </label>
        ))}
      </div>
      {(from === 'http' || from === 'code') && <ToolForm key={from} kind={from} />}
      {from === 'openapi' && <OpenApiImport />}
      {from === 'mcp' && <McpImport />}
    </Page>
  );
}
