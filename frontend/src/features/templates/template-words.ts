import type { Template, TemplateParameter } from '#libs/contracts';
import type { TextKey } from '../../text/catalogue.js';
import { useText } from '../../text/text.js';

type Told = 'template.news-digest';
const known: Readonly<Record<string, Told>> = Object.fromEntries(
  [
    'support-triage',
    'document-questions',
    'news-digest',
    'lead-generation',
    'meeting-follow-up',
    'invoice-extraction',
    'incident-watcher',
    'approval-with-limit',
    'morning-report',
  ].map((id) => [id, `template.${id}` as Told]),
);
const asked: Readonly<Record<string, TextKey>> = {
  topic: 'template.ask.topic',
  time: 'template.ask.time',
  timezone: 'template.ask.timezone',
  people: 'template.ask.people',
  approvers: 'template.ask.approvers',
  model: 'template.ask.model',
  url: 'template.ask.url',
  limit: 'template.ask.limit',
};

/** Those of the platform in the language of the reader; those of a company in its own words. */
export function useTemplateWords() {
  const t = useText();
  return {
    title: ({ id, source, title }: Template) => (source === 'platform' && known[id] ? t(known[id]) : title),
    help: ({ id, source, description }: Template) =>
      source === 'platform' && known[id] ? t(`${known[id]}.help`) : description,
    question: ({ source }: Template, { id, title }: TemplateParameter) =>
      source === 'platform' && asked[id] ? t(asked[id]) : title,
  };
}
