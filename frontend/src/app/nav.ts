import { Bell, Bot, ChartNoAxesGantt, House, Inbox, Users, Workflow, Wrench, type LucideIcon } from 'lucide-react';
import type { TextKey } from '../text/catalogue.js';

export interface Place {
  to: '/' | '/inbox/{-$id}' | '/runs' | '/workflows' | '/agents' | '/tools' | '/members' | '/notifications';
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
  { to: '/agents', text: 'nav.agents', icon: Bot, key: 'a', group: 'nav.build' },
  { to: '/tools', text: 'nav.tools', icon: Wrench, group: 'nav.build' },
  { to: '/members', text: 'nav.members', icon: Users, group: 'nav.manage' },
];
export const notificationsPlace: Place = { to: '/notifications', text: 'nav.notifications', icon: Bell };
