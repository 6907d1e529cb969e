import type { DiscoveryService } from '@nestjs/core';

/** Everything that Nest made for this application, once each. */
export const instancesOf = (discovery: DiscoveryService): object[] => {
  const wrappers = [...discovery.getProviders(), ...discovery.getControllers()];
  const instances = wrappers.map(({ instance }) => instance as unknown);
  return [...new Set(instances.filter((instance) => typeof instance === 'object' && instance !== null))];
};
