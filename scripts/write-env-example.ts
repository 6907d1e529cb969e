/** Writes `.env.example` from the config schemas; a test fails while it is stale. */
import { writeFileSync } from 'node:fs';
import { allVariables, envExample, loadByNode } from './environment.js';

writeFileSync('.env.example', envExample(await allVariables(loadByNode)));
