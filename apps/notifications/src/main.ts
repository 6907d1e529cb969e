import 'reflect-metadata';
import { runService } from '#libs/service';
import { notificationsService } from './app.module.js';

await runService(notificationsService);
