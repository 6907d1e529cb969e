import type { z } from 'zod';
import type { createAgent, createPrompt, createTool, TemplateParameter, galleryContent } from '#libs/contracts';
import type { Definition } from '#libs/workflow';

type NewParameter = Omit<TemplateParameter, 'help' | 'required'> & { help?: string; required?: boolean };

/** Something that is ready to be made a company's own. Its workflow is valid as it stands. */
export interface TemplateDef {
  id: string;
  title: string;
  description: string;
  parameters: readonly TemplateParameter[];
  needs: z.infer<typeof galleryContent>['needs'];
  definition: Definition;
  agents: readonly z.input<typeof createAgent.body>[];
  tools: readonly z.input<typeof createTool.body>[];
  knowledge: readonly { name: string; documents: readonly { name: string; text: string }[] }[];
  /** Created and published. */
  prompts: readonly z.input<typeof createPrompt.body>[];
  /** An input that it does something sensible with. */
  example: unknown;
}

type NewTemplate = Pick<TemplateDef, 'id' | 'title' | 'description' | 'definition'> &
  Partial<Omit<TemplateDef, 'parameters'>> & { parameters?: readonly NewParameter[] };

export const defineTemplate = ({ parameters = [], ...template }: NewTemplate): TemplateDef => ({
  needs: [],
  agents: [],
  tools: [],
  knowledge: [],
  prompts: [],
  example: null,
  ...template,
  parameters: parameters.map((parameter) => ({ help: '', required: false, ...parameter })),
});

/** Answers of these nodes' models, which one question serves. */
export const modelOf = (...nodes: string[]): NewParameter => ({
  id: 'model',
  title: 'Model',
  help: 'Left out, the company’s routing chooses',
  type: 'model',
  default: null,
  at: nodes.map((node) => ({ part: 'workflow', node, path: 'model' })),
});

/** Who is told. */
export const peopleOf = (node: string, title: string, of: string[] = ['role:admin'], path = 'to'): NewParameter => ({
  id: node === 'signOff' ? 'approvers' : 'people',
  title,
  help: 'E-mail addresses, or role:operator, role:admin, role:owner',
  type: 'people',
  default: of,
  at: [{ part: 'workflow', node, path }],
});

export const searchSetting = {
  name: 'Web search',
  kind: 'setting',
  help: 'Tools → Settings: a search service, with its key where it wants one',
};
export const mailSetting = {
  name: 'E-mail channel',
  kind: 'setting',
  help: 'Connections → Channels: SMTP or SendGrid; without one nothing is sent and the step says so',
};
