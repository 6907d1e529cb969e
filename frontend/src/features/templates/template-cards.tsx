import { BookOpen, Inbox, LayoutTemplate, Newspaper, UserCheck, type LucideIcon } from 'lucide-react';
import type { Template } from '#libs/contracts';
import { useTemplateWords } from './template-words.js';
import { useTemplates } from './use-templates.js';

const icons: Readonly<Record<string, LucideIcon>> = {
  'support-triage': Inbox,
  'document-questions': BookOpen,
  'news-digest': Newspaper,
  'approval-with-limit': UserCheck,
};

/** A few templates to begin with: a card each, which takes it as it is. */
export function TemplateCards({
  onTake,
  off = false,
}: {
  onTake(template: Template): void;
  /** Nothing is taken while something else goes on. */
  off?: boolean;
}) {
  const words = useTemplateWords();
  const { data } = useTemplates();
  const shown = (data?.items ?? []).filter(({ id }) => Object.hasOwn(icons, id));
  return (
    <ul className="grid gap-2 sm:grid-cols-2">
      {shown.map((template) => {
        const Icon = icons[template.id] ?? LayoutTemplate;
        return (
          <li key={template.id}>
            <button
              type="button"
              aria-disabled={off || undefined}
              onClick={() => !off && onTake(template)}
              className="flex h-full w-full items-start gap-3 rounded-md border border-line-strong bg-surface p-3 text-left hover:bg-hover"
            >
              <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
              <span className="min-w-0">
                <span className="block font-medium">{words.title(template)}</span>
                <span className="block text-meta text-fg-3">{words.help(template)}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
