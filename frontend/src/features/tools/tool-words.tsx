import type { CustomTool, Tool } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Verdict } from '../../ui/facts.js';

/** A tool of the company, which has a definition and versions, as opposed to a built-in one. */
export const isOwn = (tool: Tool | CustomTool): tool is CustomTool => 'definition' in tool;

/** Whether a tool can be called. One that waits is either new, or was changed since somebody approved it. */
export function ToolBadge({ status, version, bare }: { status: Tool['status']; version?: number; bare?: boolean }) {
  const t = useText();
  const word =
    status === 'active'
      ? 'tools.status.active'
      : version === undefined
        ? 'tools.status.review'
        : version === 1
          ? 'tools.status.proposed'
          : 'tools.status.changed';
  return (
    <Badge
      status={status === 'active' ? 'succeeded' : 'waiting'}
      bare={bare ?? false}
      {...(bare && { className: 'align-middle' })}
    >
      {t(word)}
    </Badge>
  );
}

const tones = { low: 'none', medium: 'wait', high: 'bad' } as const;

export function RiskWord({ risk }: { risk: Tool['risk'] }) {
  const t = useText();
  return <Verdict tone={tones[risk]}>{t(`tools.risk.${risk}`)}</Verdict>;
}
