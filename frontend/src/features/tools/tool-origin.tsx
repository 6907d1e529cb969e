import { Link } from '@tanstack/react-router';
import { listToolRequests, type CustomTool } from '#libs/contracts';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { JsonTree } from '../../ui/json-tree.js';

/** For whom a tool was found or written, and what it gave when it was tried: what one wants to know before approving it. */
export function ToolOrigin({ tool }: { tool: CustomTool }) {
  const t = useText();
  const list = useList(['tools', 'requests', tool.id], listToolRequests, { query: { toolId: tool.id, limit: 1 } });
  const request = list.items?.[0];
  if (!request) return null;
  return (
    <div className="grid gap-2">
      <p className="text-fg-2">
        <b className="font-medium text-fg">{t('tools.origin')}</b> {request.purpose}
      </p>
      <p className="text-meta text-fg-2">
        {request.reason}{' '}
        {request.taskId && (
          <Link to="/tasks/$id" params={{ id: request.taskId }} className="link">
            {t('tools.origin.task')}
          </Link>
        )}
      </p>
      {request.trials.length > 0 && (
        <details>
          <summary className="cursor-pointer text-meta">{t('tools.origin.trials')}</summary>
          <JsonTree value={request.trials} className="mt-1 max-h-60" />
        </details>
      )}
    </div>
  );
}
