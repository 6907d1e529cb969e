import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteTool, type CustomTool } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Confirm } from '../../ui/confirm.js';
import { Checkbox } from '../../ui/field.js';

/** Asks first. What is in use is named, and is deleted only when that is wanted all the same. */
export function DeleteTool({ tool, onClose }: { tool: CustomTool; onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const [force, setForce] = useState(false);
  const remove = useAct({
    run: () => call(deleteTool, { params: { id: tool.id }, query: force ? { force: 'true' } : {} }),
    done: t('tools.removed', { name: tool.title }),
    changes: [],
    quiet: true,
    onDone: () => void navigate({ to: '/tools', search: {} }),
  });
  return (
    <Confirm
      title={t('tools.remove.title', { name: tool.title })}
      help={t('tools.remove.help')}
      act={t('tools.remove')}
      acting={t('do.removing')}
      mutation={remove}
      onClose={onClose}
    >
      {(force || ApiProblem.is(remove.error, 'TOOL_IN_USE')) && (
        <p className="mb-3">
          <Checkbox
            label={t('tools.remove.force')}
            checked={force}
            onChange={(event) => setForce(event.target.checked)}
          />
        </p>
      )}
    </Confirm>
  );
}
