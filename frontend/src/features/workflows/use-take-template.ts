import { useNavigate } from '@tanstack/react-router';
import { createWorkflow } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import type { Template } from './templates.js';

/** Makes a workflow of a template and opens it. Nothing of it runs before it is published. */
export function useTakeTemplate() {
  const t = useText();
  const navigate = useNavigate();
  return useAct({
    run: async ({ id, load }: Template) =>
      call(createWorkflow, {
        body: {
          name: t(`builder.template.${id}`),
          description: t(`builder.template.${id}.help`),
          definition: await load(),
        },
      }),
    changes: [['workflows']],
    onDone: ({ id }) => void navigate({ to: '/workflows/$id', params: { id } }),
  });
}
