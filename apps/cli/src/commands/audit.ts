import { Command } from 'commander';
import { clientOf, connecting, type Connection } from './connection.js';
import { verificationText, verifyLog } from './verify-log.js';

const scope = 'audit:read';

/** `aaas audit verify` */
export const auditCommand = (): Command =>
  new Command('audit').description('The audit log of a company').addCommand(
    connecting(new Command('verify'), scope)
      .description('Checks that nothing was edited, deleted, reordered or cut; ends with 2 when something was')
      .option('--json', 'print the answer as JSON')
      .action(async ({ json, ...connection }: Connection & { json?: boolean }) => {
        const found = await verifyLog(clientOf(connection, scope));
        process.stdout.write(`${json ? JSON.stringify(found) : verificationText(found)}\n`);
        if (!found.ok) process.exitCode = 2;
      }),
  );
