import { isZone } from '#libs/catalog/node-kinds/trigger-schedule/zone';
import { parseAssignee } from '#libs/catalog/kit';
import type { GalleryContent, TemplateParameter } from '#libs/contracts';
import type { Definition, WorkflowNode } from '#libs/workflow';

interface Made {
  definition: Definition;
  parameters: TemplateParameter[];
  needs: GalleryContent['needs'];
}

/** Minute and hour are plain numbers, so that another time can stand in their place. */
const daily = /^(\d{1,2}) (\d{1,2}) /;

/** What of a configuration differs from one who takes it to the next, and how it is asked. */
const asked: { field: string; type: TemplateParameter['type']; title: string; of: (value: unknown) => unknown }[] = [
  {
    field: 'timezone',
    type: 'timezone',
    title: 'Time zone',
    of: (value) => (isZone(String(value)) ? value : undefined),
  },
  {
    field: 'cron',
    type: 'time',
    title: 'At what time',
    of: (value) => {
      const [, minute, hour] = daily.exec(String(value)) ?? [];
      return minute === undefined ? undefined : `${hour!.padStart(2, '0')}:${minute.padStart(2, '0')}`;
    },
  },
  { field: 'to', type: 'people', title: 'Who is told', of: (value) => peopleIn(value) },
  { field: 'assignees', type: 'people', title: 'Who is asked', of: (value) => peopleIn(value) },
  { field: 'model', type: 'model', title: 'Model', of: (value) => plainText(value) },
  { field: 'url', type: 'url', title: 'Address', of: (value) => plainText(value) },
];

const plainText = (value: unknown) => (typeof value === 'string' && !value.includes('{{') ? value : undefined);
const peopleIn = (value: unknown) =>
  Array.isArray(value) && value.every((each) => typeof each === 'string' && parseAssignee(each) !== undefined)
    ? value
    : undefined;

const mostAsked = 50;

/** A workflow as something that others begin with: without credentials, which are named instead, and with questions for what is its own. */
export function madeFrom(workflow: Definition): Made {
  const definition = structuredClone(workflow);
  const needs: Made['needs'] = [];
  const parameters: TemplateParameter[] = [];
  for (const node of definition.nodes) {
    const { credential } = node.config;
    if (credential !== undefined) {
      delete node.config['credential'];
      needs.push({ name: nameOf(node), kind: 'credential', help: 'Choose one of your own at this step' });
    }
    for (const { field, type, title, of } of asked) {
      const value = Object.hasOwn(node.config, field) ? of(node.config[field]) : undefined;
      if (value === undefined || parameters.length >= mostAsked) continue;
      parameters.push({
        id: `p${parameters.length + 1}`,
        title: `${title}: ${nameOf(node)}`.slice(0, 200),
        ...{ help: '', type, required: false, default: value },
        at: [{ part: 'workflow', node: node.id, path: field }],
      });
    }
  }
  return { definition, parameters, needs };
}

const nameOf = ({ id, name }: WorkflowNode) => name ?? id;
