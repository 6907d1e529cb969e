import 'reflect-metadata';
import { runService } from '#libs/service';
import { agentsService } from './app.module.js';

await runService(agentsService);
