import { Command } from 'commander';
import { ApiClient } from '#libs/client';
import { verificationText, verifyLog } from './verify-log.js';

/** `aaas audit verify` */
export const auditCommand = (): Command =>
  new Command('audit').description('The audit log of a company').addCommand(
    new Command('verify')
      .description('Checks that nothing was edited, deleted, reordered or cut; ends with 2 when something was')
      .option(
        '--url <address>',
        'address of the platform; AAAS_URL',
        process.env['AAAS_URL'] ?? 'http://localhost:8080',
      )
      .option(
        '--key <key>',
        'API key with the scope audit:read; better given as AAAS_API_KEY',
        process.env['AAAS_API_KEY'],
      )
      .option('--json', 'print the answer as JSON')
      .action(async ({ url, key, json }: { url: string; key?: string; json?: boolean }) => {
        if (!key) throw new Error('Give an API key with the scope audit:read: AAAS_API_KEY=… aaas audit verify');
        const found = await verifyLog(new ApiClient(url, key));
        process.stdout.write(`${json ? JSON.stringify(found) : verificationText(found)}\n`);
        if (!found.ok) process.exitCode = 2;
      }),
  );
