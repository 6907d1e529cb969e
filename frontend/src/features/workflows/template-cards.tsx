import { Inbox, Newspaper, UserCheck, type LucideIcon } from 'lucide-react';
import { useText } from '../../text/text.js';
import { templates, type Template } from './templates.js';

const icons: Record<Template['id'], LucideIcon> = { triage: Inbox, approval: UserCheck, report: Newspaper };

/** Workflows that are ready to be made one's own: a card each, which takes it. */
export function TemplateCards({
  onTake,
  off = false,
  shown = templates,
}: {
  onTake(template: Template): void;
  /** Nothing is taken while something else goes on. */
  off?: boolean;
  shown?: readonly Template[];
}) {
  const t = useText();
  return (
    <ul className="grid gap-2 sm:grid-cols-2">
      {shown.map((template) => {
        const Icon = icons[template.id];
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
                <span className="block font-medium">{t(`builder.template.${template.id}`)}</span>
                <span className="block text-meta text-fg-3">{t(`builder.template.${template.id}.help`)}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
