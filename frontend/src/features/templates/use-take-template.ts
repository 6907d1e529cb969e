import { useNavigate } from '@tanstack/react-router';
import { installTemplate, type Template } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { useTemplateWords } from './template-words.js';

export interface Taken {
  template: Template;
  name?: string;
  parameters?: Record<string, unknown>;
}

/** Makes a template one's own and opens its workflow. Nothing of it runs before it is published. */
export function useTakeTemplate({ quiet = false }: { quiet?: boolean } = {}) {
  const t = useText();
  const navigate = useNavigate();
  const words = useTemplateWords();
  return useAct({
    run: ({ template, name, parameters = {} }: Taken) =>
      call(installTemplate, {
        params: { id: template.id },
        body: { name: name ?? words.title(template), parameters },
      }),
    done: ({ name, created }) =>
      created.length === 0
        ? t('templates.done', { name })
        : t('templates.done.with', { name, others: created.map((each) => each.name).join(', ') }),
    changes: [['workflows'], ['agents'], ['knowledge'], ['tools'], ['prompts']],
    quiet,
    onDone: ({ workflowId }) => void navigate({ to: '/workflows/$id', params: { id: workflowId } }),
  });
}
