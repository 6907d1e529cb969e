import { Injectable, type OnModuleInit } from '@nestjs/common';
import { deadLetterSource } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { Measurements } from '#libs/platform/telemetry';

/** How many dead letters wait for a person, over all companies, for whoever operates the platform. */
@Injectable()
export class LetterGauge implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly measurements: Measurements,
  ) {}

  onModuleInit(): void {
    for (const source of deadLetterSource.options)
      this.measurements.gauge('aaas_dead_letters_open', 'Dead letters that wait for a person', { source }, () =>
        this.count(source),
      );
  }

  private async count(source: string): Promise<number> {
    const [row] = await this.db.query<{ letters: number }>(
      "SELECT COUNT(*) AS letters FROM dead_letters WHERE status = 'open' AND source = ?",
      [source],
    );
    return Number(row?.letters ?? 0);
  }
}
