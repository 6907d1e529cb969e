import type { Provider, Type } from '@nestjs/common';
import type { ServiceDefinition } from '#libs/service';

/** What one area of the service brings along. */
export interface ServicePart {
  entities?: ServiceDefinition['entities'];
  controllers?: Type[];
  providers: Provider[];
}
