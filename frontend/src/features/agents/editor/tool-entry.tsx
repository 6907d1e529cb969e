import { ChevronRight, Globe, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { Tool } from '#libs/contracts';
import { useText } from '../../../text/text.js';
import { IconButton } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { Field, Select } from '../../../ui/field.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { Tooltip } from '../../../ui/tooltip.js';
import { problemAt, type Problems, type ToolDraft } from './agent-draft.js';
import { ConstraintFields } from './constraint-fields.js';

const toolPolicies = ['allow', 'ask', 'deny'] as const;

/** One tool: whether it may be called, in the background, and with which arguments. Opens to its bounds. */
export function ToolEntry({
  tool,
  known,
  isMissing,
  path,
  problems,
  onChange,
  onRemove,
}: {
  tool: ToolDraft;
  known: Tool | undefined;
  /** The company has no such tool any more. */
  isMissing: boolean;
  path: string;
  problems: Problems;
  onChange(part: Partial<ToolDraft>): void;
  onRemove(): void;
}) {
  const t = useText();
  const panel = useId();
  const problem = problemAt(problems, path);
  const [opened, setOpened] = useState(false);
  const open = opened || problem !== undefined;
  const bounds = (tool.hosts.trim() === '' ? 0 : 1) + tool.arguments.length;
  return (
    <li className="border-t border-line first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={panel}
          onClick={() => setOpened(!open)}
          className="flex min-w-0 flex-1 items-center gap-2.5 rounded-xs text-left"
        >
          <ChevronRight
            aria-hidden
            className={cx('size-3.5 shrink-0 text-fg-3 transition-transform', open && 'rotate-90')}
            strokeWidth={1.75}
          />
          <KindTile kind="tool.call" icon="wrench" size="sm" />
          <span className="min-w-0">
            <span className="block truncate font-medium">{known?.title ?? tool.name}</span>
            <span className="flex items-center gap-2 text-micro text-fg-3">
              <span className="truncate font-mono">{tool.name}</span>
              {known?.outside && <OutsideMark />}
              {bounds > 0 && <span className="whitespace-nowrap">{t('agents.tools.bounds', { count: bounds })}</span>}
            </span>
          </span>
        </button>
        {known && (
          <span className="text-meta text-fg-3 max-sm:hidden">
            {t('agents.tools.risk', { risk: t(`tools.risk.${known.risk}`) })}
          </span>
        )}
        <PolicySelect name={tool.name} value={tool.policy} onChange={(policy) => onChange({ policy })} />
        <IconButton size="sm" icon={Trash2} label={t('agents.tools.remove', { tool: tool.name })} onClick={onRemove} />
      </div>
      {isMissing && <p className="px-4 pb-2.5 text-meta text-failed">{t('agents.tools.missing')}</p>}
      <div id={panel} hidden={!open} className="grid gap-4 border-t border-line bg-canvas p-4">
        {known && <p className="text-fg-2">{known.description}</p>}
        {problem && <p className="text-meta text-failed">{problem}</p>}
        <Field label={t('agents.tools.async')} hint={t('agents.tools.async.hint')} className="max-w-80">
          {(link) => (
            <Select
              {...link}
              value={tool.async === undefined ? '' : String(tool.async)}
              onChange={(event) =>
                onChange({ async: event.target.value === '' ? undefined : event.target.value === 'true' })
              }
            >
              <option value="">
                {t(known?.async ? 'agents.tools.async.defaultLong' : 'agents.tools.async.default')}
              </option>
              <option value="true">{t('agents.tools.async.true')}</option>
              <option value="false">{t('agents.tools.async.false')}</option>
            </Select>
          )}
        </Field>
        <ConstraintFields tool={tool} known={known} path={path} problems={problems} onChange={onChange} />
      </div>
    </li>
  );
}

export function PolicySelect({
  name,
  value,
  onChange,
}: {
  name: string;
  value: ToolDraft['policy'];
  onChange(policy: ToolDraft['policy']): void;
}) {
  const t = useText();
  return (
    <Select
      aria-label={t('agents.tools.policy', { tool: name })}
      value={value}
      className="h-(--control-sm) w-34!"
      onChange={(event) => onChange(event.target.value as ToolDraft['policy'])}
    >
      {toolPolicies.map((policy) => (
        <option key={policy} value={policy}>
          {t(`agents.policy.${policy}`)}
        </option>
      ))}
    </Select>
  );
}

/** Where words of strangers come in. */
function OutsideMark() {
  const t = useText();
  return (
    <Tooltip label={t('agents.outside.help')}>
      <span className="inline-flex items-center gap-1 whitespace-nowrap text-foreign">
        <Globe aria-hidden className="size-3" strokeWidth={1.75} />
        {t('agents.outside')}
      </span>
    </Tooltip>
  );
}
