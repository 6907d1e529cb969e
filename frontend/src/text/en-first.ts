import { app } from './en/app.js';
import { auth } from './en/auth.js';
import { forms } from './en/forms.js';
import { home } from './en/home.js';
import { inbox } from './en/inbox.js';
import { notifications } from './en/notifications.js';
import { reports } from './en/reports.js';
import { runs } from './en/runs.js';
import { shell } from './en/shell.js';

/** What signing in, the frame of the app and Home say: the first load. The rest comes with the first other page. */
export const first = { ...app, ...auth, ...forms, ...home, ...inbox, ...notifications, ...reports, ...runs, ...shell };
