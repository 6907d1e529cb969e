#!/usr/bin/env node
import { Command } from 'commander';
import { auditCommand } from './commands/audit.js';
import { vaultCommand } from './commands/vault.js';
import { goalsCommand } from './commands/goals.js';

/** The `aaas` command: a client of the REST API. Ends with 1 when something is wrong, and says what on the error output. */
const program = new Command('aaas')
  .description('Looks after an AaaS platform from the command line')
  .addCommand(auditCommand())
  .addCommand(vaultCommand())
  .addCommand(goalsCommand());

await program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
