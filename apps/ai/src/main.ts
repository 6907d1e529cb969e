import 'reflect-metadata';
import { runService } from '#libs/service';
import { aiService } from './app.module.js';

await runService(aiService);
