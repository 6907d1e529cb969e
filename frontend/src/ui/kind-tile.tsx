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
import { Tile, type Family } from './tile.js';

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

/** The tile of a kind of step. */
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
  return <Tile family={family} icon={Icon} size={size} hollow={hollow} className={className} />;
}
