import { useReactFlow } from '@xyflow/react';
import { MousePointerClick, Plus } from 'lucide-react';
import { useState } from 'react';
import { getTemplate, type Template } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useEditor } from '../../builder/edit/editor-store.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { ErrorState } from '../../ui/states.js';
import { TemplateCards } from '../templates/template-cards.js';
import { PlannerHint } from './propose/planner-hint.js';
import { usePlanner } from './propose/use-planner.js';
import { WishForm } from './propose/wish-form.js';

/** Before the first step: say what should happen, begin with a start of one's own, or with a workflow that is ready. */
export function EmptyCanvas({ workflowId }: { workflowId: string }) {
  const t = useText();
  const editor = useEditor();
  const flow = useReactFlow();
  const able = usePlanner();
  const [failure, setFailure] = useState<unknown>(null);
  const take = (template: Template) =>
    void call(getTemplate, { params: { id: template.id } }).then(
      ({ definition }) => {
        editor.tryEdit({ type: 'replace', definition });
        requestAnimationFrame(() => setTimeout(() => void flow.fitView({ padding: 0.06, maxZoom: 1 }), 400));
      },
      (error: unknown) => setFailure(error),
    );
  const begin = () => {
    editor.tryEdit({
      type: 'add',
      nodes: [{ id: 'start', kind: 'trigger.manual', config: {}, position: { x: 0, y: 0 } }],
    });
    editor.open('start');
  };
  return (
    <div className="nowheel nodrag absolute inset-0 z-(--z-sticky) grid place-items-center overflow-auto p-6">
      <div className="w-full max-w-140">
        <div className="mb-6">
          {able === false ? (
            <PlannerHint />
          ) : (
            <WishForm
              workflowId={workflowId}
              label={t('propose.new.label')}
              placeholder={t('propose.new.placeholder')}
              submit={t('propose.new.do')}
            />
          )}
        </div>
        <h2 className="text-head">{t('builder.empty.title')}</h2>
        <p className="mt-1 text-fg-2">{t('builder.empty.help')}</p>
        <div className="mt-4 flex flex-wrap gap-2">
          <Button look={able === false ? 'ink' : 'outline'} icon={MousePointerClick} onClick={begin}>
            {t('builder.empty.manual')}
          </Button>
          <Button
            icon={Plus}
            keys="N"
            onClick={() =>
              editor.ask({ ask: 'kind', spot: { at: 'free' }, position: { x: 0, y: 0 }, screen: undefined })
            }
          >
            {t('builder.empty.other')}
          </Button>
        </div>
        <h3 className="mt-6 mb-2 text-meta font-medium text-fg-3">{t('builder.empty.templates')}</h3>
        <TemplateCards onTake={take} />
        {failure !== null && (
          <div className="mt-3">
            <ErrorState title={t('error.title')} error={failure} />
          </div>
        )}
      </div>
    </div>
  );
}
