import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  ChartNoAxesGantt,
  LogOut,
  Moon,
  Search,
  SquareDashedMousePointer,
  Sun,
  Workflow,
  type LucideIcon,
} from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react';
import { listRuns, listWorkflows } from '#libs/contracts';
import type { TextKey } from '../text/catalogue.js';
import { useText, type Text } from '../text/text.js';
import { Kbd } from '../ui/badge.js';
import { cx } from '../ui/cx.js';
import { shortId } from '../ui/values.js';
import { useSignOut } from './account.js';
import { call } from './call.js';
import { notificationsPlace, places } from './nav.js';
import { useSections } from '../features/administration/use-sections.js';
import { closeOverlay } from './overlays.js';
import { useAskedSteps } from './palette-steps.js';
import { useTheme } from './theme.js';

interface Entry {
  id: string;
  label: string;
  detail?: string;
  icon: LucideIcon;
  act(): void;
}
interface Group {
  title: TextKey;
  entries: Entry[];
}

/** One box for pages, steps of the canvas, workflows, runs by id, and actions. `Enter` runs, `Esc` closes. */
export function Palette() {
  const t = useText();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const groups = useGroups(useDeferredValue(text.trim()));
  const entries = groups.flatMap((group) => group.entries);
  const chosen = entries[Math.min(at, entries.length - 1)];

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    closeOverlay();
    entry.act();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((Math.min(at, entries.length - 1) + step + entries.length) % Math.max(1, entries.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(chosen);
    }
  };

  return (
    <Radix.Root open onOpenChange={(open) => !open && closeOverlay()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-(--z-dialog) bg-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          className="floating-high appear fixed top-[10vh] left-1/2 z-(--z-dialog) w-[calc(100vw-2rem)] max-w-140 -translate-x-1/2 overflow-hidden rounded-xl"
        >
          <Radix.Title className="sr-only">{t('palette.title')}</Radix.Title>
          <div className="flex h-12 items-center gap-2.5 border-b border-line px-4">
            <Search aria-hidden className="size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
            <input
              autoFocus
              role="combobox"
              aria-expanded
              aria-controls="palette-list"
              aria-activedescendant={chosen && `palette-${chosen.id}`}
              aria-label={t('palette.title')}
              placeholder={t('palette.placeholder')}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setAt(0);
              }}
              onKeyDown={onKeyDown}
              className="min-w-0 flex-1 bg-transparent text-head outline-none focus-visible:shadow-none"
            />
            <Kbd>Esc</Kbd>
          </div>
          <div
            id="palette-list"
            role="listbox"
            aria-label={t('palette.title')}
            className="max-h-[56vh] overflow-y-auto p-1.5"
          >
            {entries.length === 0 && <p className="px-2 py-4 text-fg-2">{t('palette.none')}</p>}
            {groups.map((group) => (
              <div key={group.title} role="group" aria-label={t(group.title)}>
                <div aria-hidden className="px-2 pt-2 pb-1 text-micro text-fg-3">
                  {t(group.title)}
                </div>
                {group.entries.map((entry) => (
                  <Row
                    key={entry.id}
                    entry={entry}
                    chosen={entry === chosen}
                    onRun={() => run(entry)}
                    onHover={() => setAt(entries.indexOf(entry))}
                  />
                ))}
              </div>
            ))}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Row({ entry, chosen, onRun, onHover }: { entry: Entry; chosen: boolean; onRun(): void; onHover(): void }) {
  const Icon = entry.icon;
  return (
    <div
      id={`palette-${entry.id}`}
      role="option"
      aria-selected={chosen}
      ref={(element) => {
        if (chosen) element?.scrollIntoView({ block: 'nearest' });
      }}
      onClick={onRun}
      onPointerMove={onHover}
      className={cx('flex h-8 items-center gap-2.5 rounded-xs px-2 pointer-coarse:h-11', chosen && 'bg-pressed')}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
      <span className="min-w-0 truncate">{entry.label}</span>
      {entry.detail && <span className="min-w-0 flex-1 truncate text-meta text-fg-3">{entry.detail}</span>}
      {chosen && <Kbd className="ml-auto">Enter</Kbd>}
    </div>
  );
}

function useGroups(text: string): Group[] {
  const t = useText();
  const navigate = useNavigate();
  const { choose } = useTheme();
  const signOut = useSignOut();
  const sections = useSections();
  const steps = useAskedSteps();
  const workflows = useQuery({
    queryKey: ['workflows', 'palette', text],
    queryFn: ({ signal }) => call(listWorkflows, { query: { limit: 6, search: text || undefined }, signal }),
    placeholderData: (before) => before,
  });
  const runs = useQuery({
    queryKey: ['runs', 'palette'],
    queryFn: ({ signal }) => call(listRuns, { query: { limit: 100 }, signal }),
  });
  return useMemo(() => {
    const pages: Entry[] = [...places, notificationsPlace].map(({ to, text: name, icon }) => ({
      id: name,
      label: t(name),
      icon,
      act: () => void navigate({ to }),
    }));
    const administration: Entry[] = sections.map((section) => ({
      id: `section-${section.to}`,
      label: t(section.text),
      detail: t('nav.administration'),
      icon: section.icon,
      act: () => void navigate({ to: `/administration/${section.to}` as '/administration/members' }),
    }));
    const found: Entry[] = (workflows.data?.items ?? []).map((workflow) => ({
      id: workflow.id,
      label: workflow.name,
      detail: workflow.description,
      icon: Workflow,
      act: () => void navigate({ to: '/workflows/$id', params: { id: workflow.id } }),
    }));
    const actions: Entry[] = [
      { id: 'dark', label: t('palette.theme.dark'), icon: Moon, act: () => choose('dark') },
      { id: 'light', label: t('palette.theme.light'), icon: Sun, act: () => choose('light') },
      { id: 'out', label: t('nav.signOut'), icon: LogOut, act: () => void signOut() },
    ];
    const onCanvas: Entry[] = text && steps ? steps().map((step) => ({ ...step, icon: SquareDashedMousePointer })) : [];
    const open = (id: string) => void navigate({ to: '/runs/$id', params: { id } });
    const groups: Group[] = [
      { title: 'palette.pages', entries: matching(text ? [...pages, ...administration] : pages, text) },
      { title: 'palette.steps', entries: matching(onCanvas, text).slice(0, 8) },
      { title: 'palette.workflows', entries: found },
      { title: 'palette.runs', entries: text ? runEntries(runs.data?.items ?? [], text, open, t) : [] },
      { title: 'palette.do', entries: matching(actions, text) },
    ];
    return groups.filter((group) => group.entries.length > 0);
  }, [t, text, sections, steps, workflows.data, runs.data, navigate, choose, signOut]);
}

const matching = (entries: Entry[], text: string) =>
  entries.filter(({ label, detail = '' }) => `${label} ${detail}`.toLowerCase().includes(text.toLowerCase()));

/** Runs whose id ends in, or is, what was typed. A full id is offered even when it is not among the newest. */
function runEntries(
  items: readonly { id: string; workflowName: string; status: keyof typeof statusOf }[],
  text: string,
  open: (id: string) => void,
  t: Text,
): Entry[] {
  const wanted = text.toLowerCase();
  const found = items.filter((run) => run.id === wanted || run.id.endsWith(wanted)).slice(0, 5);
  const entries = found.map((run) => ({
    id: run.id,
    label: `${run.workflowName} ${shortId(run.id)}`,
    detail: t(statusOf[run.status]),
    icon: ChartNoAxesGantt,
    act: () => open(run.id),
  }));
  if (entries.length === 0 && /^run_[0-9a-z]{26}$/.test(wanted))
    return [{ id: wanted, label: wanted, icon: ChartNoAxesGantt, act: () => open(wanted) } as Entry];
  return entries;
}
const statusOf = {
  queued: 'status.queued',
  running: 'status.running',
  waiting: 'status.waiting',
  paused: 'status.paused',
  succeeded: 'status.succeeded',
  failed: 'status.failed',
  cancelled: 'status.cancelled',
} as const;
