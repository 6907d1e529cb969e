import 'reflect-metadata';
import { runService } from '#libs/service';
import { companyService } from './app.module.js';

await runService(companyService);
