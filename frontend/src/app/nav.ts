import {
  Bell,
  BookOpen,
  Bot,
  ChartColumn,
  ChartNoAxesGantt,
  House,
  Inbox,
  LayoutTemplate,
  Plug,
  SlidersHorizontal,
  Target,
  Workflow,
  Wrench,
  type LucideIcon,
} from 'lucide-react';
import type { TextKey } from '../text/catalogue.js';

export interface Place {
  to:
    | '/'
    | '/inbox/{-$id}'
    | '/runs'
    | '/workflows'
    | '/goals'
    | '/agents'
    | '/knowledge'
    | '/tools'
    | '/templates'
    | '/reports'
    | '/connections'
    | '/administration'
    | '/notifications';
  text: TextKey;
  icon: LucideIcon;
  /** After `G`. */
  key?: string;
  group?: 'nav.build' | 'nav.manage';
}

/** The rooms of the app, in the order of the side bar. */
export const places: readonly Place[] = [
  { to: '/', text: 'nav.home', icon: House, key: 'h' },
  { to: '/inbox/{-$id}', text: 'nav.inbox', icon: Inbox, key: 'i' },
  { to: '/runs', text: 'nav.runs', icon: ChartNoAxesGantt, key: 'r' },
  { to: '/workflows', text: 'nav.workflows', icon: Workflow, key: 'w', group: 'nav.build' },
  { to: '/goals', text: 'nav.goals', icon: Target, key: 'o', group: 'nav.build' },
  { to: '/agents', text: 'nav.agents', icon: Bot, key: 'a', group: 'nav.build' },
  { to: '/knowledge', text: 'nav.knowledge', icon: BookOpen, key: 'k', group: 'nav.build' },
  { to: '/tools', text: 'nav.tools', icon: Wrench, group: 'nav.build' },
  { to: '/templates', text: 'nav.templates', icon: LayoutTemplate, group: 'nav.build' },
  { to: '/reports', text: 'nav.reports', icon: ChartColumn, group: 'nav.manage' },
  { to: '/connections', text: 'nav.connections', icon: Plug, group: 'nav.manage' },
  { to: '/administration', text: 'nav.administration', icon: SlidersHorizontal, group: 'nav.manage' },
];
export const notificationsPlace: Place = { to: '/notifications', text: 'nav.notifications', icon: Bell };
