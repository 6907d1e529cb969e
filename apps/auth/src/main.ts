import 'reflect-metadata';
import { runService } from '#libs/service';
import { authService } from './app.module.js';

await runService(authService);
