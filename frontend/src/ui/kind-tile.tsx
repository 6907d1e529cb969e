import {
  Bell,
  BookOpen,
  Bot,
  Braces,
  Calendar,
  CodeXml,
  Languages,
  Siren,
  Radio,
  CalendarClock,
  ClipboardList,
  CircleStop,
  Code,
  FileOutput,
  FileText,
  GitFork,
  Globe,
  Hash,
  ListTree,
  Mail,
  Merge,
  MessageSquare,
  MessageSquareText,
  MousePointerClick,
  OctagonX,
  PenLine,
  Play,
  Plug,
  PlugZap,
  RefreshCw,
  Repeat,
  Reply,
  ScanText,
  Scissors,
  Shuffle,
  Split,
  Tag,
  Tags,
  TextSearch,
  Timer,
  TriangleAlert,
  UserCheck,
  Variable,
  Webhook,
  Workflow,
  Wrench,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import { cx } from './cx.js';

/** Who acts: the platform, a model, a person, the outside world; a start begins it all. */
export type Family = 'start' | 'logic' | 'think' | 'people' | 'outside';

const families: Record<string, Family> = {
  trigger: 'start',
  flow: 'logic',
  data: 'logic',
  code: 'logic',
  ai: 'think',
  agent: 'think',
  knowledge: 'think',
  human: 'people',
  tool: 'outside',
  http: 'outside',
  notify: 'outside',
  integration: 'outside',
};

/** The family of a node kind such as `ai.classify`. */
export const familyOf = (kind: string): Family => families[kind.split('.')[0] ?? ''] ?? 'logic';

/** By lucide's name, as the catalogue's definitions spell it. */
const icons: Record<string, LucideIcon> = {
  bell: Bell,
  'book-open': BookOpen,
  bot: Bot,
  braces: Braces,
  calendar: Calendar,
  'clipboard-list': ClipboardList,
  'calendar-clock': CalendarClock,
  radio: Radio,
  siren: Siren,
  languages: Languages,
  'code-xml': CodeXml,
  'circle-stop': CircleStop,
  code: Code,
  'file-output': FileOutput,
  'file-text': FileText,
  'git-fork': GitFork,
  globe: Globe,
  hash: Hash,
  'list-tree': ListTree,
  mail: Mail,
  merge: Merge,
  'message-square': MessageSquare,
  'message-square-text': MessageSquareText,
  'mouse-pointer-click': MousePointerClick,
  'octagon-x': OctagonX,
  'pen-line': PenLine,
  play: Play,
  plug: Plug,
  'plug-zap': PlugZap,
  'refresh-cw': RefreshCw,
  repeat: Repeat,
  reply: Reply,
  'scan-text': ScanText,
  scissors: Scissors,
  shuffle: Shuffle,
  split: Split,
  tag: Tag,
  tags: Tags,
  'text-search': TextSearch,
  timer: Timer,
  'triangle-alert': TriangleAlert,
  'user-check': UserCheck,
  variable: Variable,
  webhook: Webhook,
  workflow: Workflow,
  wrench: Wrench,
  zap: Zap,
};
const familyIcons: Record<Family, LucideIcon> = {
  start: Zap,
  logic: Split,
  think: FileText,
  people: UserCheck,
  outside: Plug,
};

const looks: Record<Family, string> = {
  start: 'bg-tile-start text-tile-start-ink',
  logic: 'bg-tile-logic text-tile-logic-ink',
  think: 'bg-tile-think text-tile-think-ink',
  people: 'bg-tile-people text-tile-people-ink',
  outside: 'bg-tile-outside text-tile-outside-ink',
};

/** Says who acts. It never says how it went: that is the status's work. */
export function KindTile({
  kind,
  icon,
  size = 'md',
  hollow = false,
  className,
}: {
  kind: string;
  /** The definition's icon; without one the family's. */
  icon?: string;
  size?: 'md' | 'sm';
  /** Skipped, or not yet there. */
  hollow?: boolean;
  className?: string;
}) {
  const family = familyOf(kind);
  const Icon = icons[icon ?? ''] ?? familyIcons[family];
  return (
    <span
      aria-hidden
      className={cx(
        'grid shrink-0 place-items-center',
        size === 'md' ? 'size-8 rounded-md' : 'size-6 rounded-sm',
        hollow ? 'text-fg-3 inset-ring inset-ring-line-strong' : looks[family],
        className,
      )}
    >
      <Icon className={size === 'md' ? 'size-4.5' : 'size-3.5'} strokeWidth={1.75} />
    </span>
  );
}
