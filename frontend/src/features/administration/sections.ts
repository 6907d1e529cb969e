import {
  Activity,
  Bell,
  BookMarked,
  Building2,
  Coins,
  Eye,
  FileText,
  Hammer,
  KeyRound,
  Layers,
  Gauge,
  LayoutTemplate,
  Mails,
  ScrollText,
  Wallet,
  Route,
  Server,
  ShieldCheck,
  PackageX,
  Timer,
  Share2,
  Users,
  Webhook,
  type LucideIcon,
} from 'lucide-react';
import type { Permission } from '#libs/contracts';
import type { TextKey } from '../../text/catalogue.js';

export interface Section {
  to: string;
  text: TextKey;
  icon: LucideIcon;
  group:
    | 'admin.group.company'
    | 'admin.group.models'
    | 'admin.group.access'
    | 'admin.group.messages'
    | 'admin.group.operation';
  /** What its first request needs: people without it do not see the section. */
  needs: Permission;
}

/** The rooms of administration, in their order. */
export const sections = [
  { to: 'company', text: 'admin.company', icon: Building2, group: 'admin.group.company', needs: 'company:read' },
  { to: 'members', text: 'members.title', icon: Users, group: 'admin.group.company', needs: 'members:read' },
  { to: 'audit', text: 'audit.title', icon: ScrollText, group: 'admin.group.company', needs: 'audit:read' },
  { to: 'providers', text: 'providers.title', icon: Server, group: 'admin.group.models', needs: 'ai:read' },
  { to: 'models', text: 'models.title', icon: Coins, group: 'admin.group.models', needs: 'ai:read' },
  { to: 'routing', text: 'routing.title', icon: Route, group: 'admin.group.models', needs: 'ai:read' },
  { to: 'budgets', text: 'budgets.title', icon: Wallet, group: 'admin.group.models', needs: 'ai:read' },
  { to: 'prompts', text: 'prompts.title', icon: FileText, group: 'admin.group.models', needs: 'ai:read' },
  { to: 'guardrails', text: 'guards.title', icon: ShieldCheck, group: 'admin.group.models', needs: 'ai:read' },
  { to: 'recordings', text: 'recordings.title', icon: BookMarked, group: 'admin.group.models', needs: 'ai:write' },
  { to: 'api-keys', text: 'keys.api.title', icon: KeyRound, group: 'admin.group.access', needs: 'apiKeys:read' },
  { to: 'exposures', text: 'expose.title', icon: Share2, group: 'admin.group.access', needs: 'agents:read' },
  { to: 'webhooks', text: 'hooks.title', icon: Webhook, group: 'admin.group.access', needs: 'triggers:read' },
  { to: 'channels', text: 'channels.title', icon: Bell, group: 'admin.group.messages', needs: 'channels:read' },
  { to: 'watchers', text: 'watchers.title', icon: Eye, group: 'admin.group.messages', needs: 'watchers:read' },
  {
    to: 'templates',
    text: 'wording.title',
    icon: LayoutTemplate,
    group: 'admin.group.messages',
    needs: 'messageTemplates:read',
  },
  { to: 'deliveries', text: 'deliveries.title', icon: Mails, group: 'admin.group.messages', needs: 'deliveries:read' },
  { to: 'jobs', text: 'jobs.title', icon: Hammer, group: 'admin.group.operation', needs: 'tools:read' },
  { to: 'capacity', text: 'capacity.title', icon: Gauge, group: 'admin.group.operation', needs: 'company:read' },
  { to: 'queues', text: 'queues.title', icon: Layers, group: 'admin.group.operation', needs: 'queues:read' },
  {
    to: 'dead-letters',
    text: 'letters.title',
    icon: PackageX,
    group: 'admin.group.operation',
    needs: 'deadLetters:read',
  },
  { to: 'retention', text: 'retention.title', icon: Timer, group: 'admin.group.operation', needs: 'company:read' },
  { to: 'health', text: 'health.title', icon: Activity, group: 'admin.group.operation', needs: 'ai:read' },
] as const satisfies readonly Section[];
