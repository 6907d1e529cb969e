import { useState } from 'react';
import { allows, keyScopes, type Permission } from '#libs/contracts';
import { useSession } from '../../app/session.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { SearchInput } from '../../ui/field.js';

const presets = {
  read: keyScopes.filter((scope) => scope.endsWith(':read')),
  run: ['workflows:read', 'runs:start', 'runs:read'],
  agents: ['mcp:use', 'agents:run', 'agents:read', 'runs:start', 'runs:read'],
  openai: ['ai:use', 'ai:read', 'agents:run', 'agents:read'],
  clear: [],
} as const satisfies Record<string, readonly Permission[]>;

/** What a key may do, by the things that it may do it to. */
export function ScopePicker({
  chosen,
  error,
  onChange,
}: {
  chosen: ReadonlySet<Permission>;
  error: string | undefined;
  onChange(chosen: Set<Permission>): void;
}) {
  const t = useText();
  const session = useSession();
  const [search, setSearch] = useState('');
  const role = 'company' in session ? session.company.role : 'viewer';
  const mine = (scope: Permission) => allows(role, scope);
  const wanted = keyScopes.filter((scope) => scope.toLowerCase().includes(search.trim().toLowerCase()));
  const things = [...new Set(wanted.map((scope) => scope.split(':')[0] ?? ''))];
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">
        {t('keys.api.scopes')}{' '}
        <span className="font-normal text-fg-3 tabular-nums">{t('keys.api.scopes.count', { count: chosen.size })}</span>
      </legend>
      <div role="group" aria-label={t('keys.api.preset')} className="mb-2 flex flex-wrap gap-1.5">
        {(Object.keys(presets) as (keyof typeof presets)[]).map((preset) => (
          <Button key={preset} size="sm" onClick={() => onChange(new Set(presets[preset].filter(mine)))}>
            {t(`keys.api.preset.${preset}`)}
          </Button>
        ))}
      </div>
      <SearchInput
        label={t('keys.api.scopes.search')}
        value={search}
        className="mb-2"
        onChange={(event) => setSearch(event.target.value)}
      />
      <div className="grid gap-x-4 gap-y-1 rounded-sm border border-line p-3 sm:grid-cols-2">
        {things.map((thing) => (
          <div key={thing} className="min-w-0 break-inside-avoid">
            {wanted
              .filter((scope) => scope.startsWith(`${thing}:`))
              .map((scope) => (
                <label
                  key={scope}
                  className="flex h-7 items-center gap-2"
                  title={mine(scope) ? undefined : t('keys.api.scopes.beyond')}
                >
                  <input
                    type="checkbox"
                    className="size-4 rounded-xs accent-(--accent)"
                    checked={chosen.has(scope)}
                    disabled={!mine(scope)}
                    onChange={(event) => {
                      const next = new Set(chosen);
                      if (event.target.checked) next.add(scope);
                      else next.delete(scope);
                      onChange(next);
                    }}
                  />
                  <code className="truncate text-meta">{scope}</code>
                </label>
              ))}
          </div>
        ))}
      </div>
      {error && <p className="mt-1.5 text-meta text-failed">{error}</p>}
    </fieldset>
  );
}
