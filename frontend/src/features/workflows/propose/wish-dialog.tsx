import type { Definition } from '#libs/workflow';
import { useText } from '../../../text/text.js';
import { Dialog } from '../../../ui/dialog.js';
import { PlannerHint } from './planner-hint.js';
import { usePlanner } from './use-planner.js';
import { WishForm } from './wish-form.js';

/** A draft is changed by a sentence. Closing lets the model go on: the bar above the canvas says how far it is. */
export function WishDialog({
  workflowId,
  definition,
  onClose,
}: {
  workflowId: string;
  definition: Definition;
  onClose(): void;
}) {
  const t = useText();
  const able = usePlanner();
  return (
    <Dialog open onClose={onClose} title={t('propose.change')} description={t('propose.change.help')}>
      <div className="pb-4">
        {able === false ? (
          <PlannerHint />
        ) : (
          <WishForm
            workflowId={workflowId}
            definition={definition}
            label={t('propose.change.label')}
            placeholder={t('propose.change.placeholder')}
            submit={t('propose.change.do')}
          />
        )}
      </div>
    </Dialog>
  );
}
