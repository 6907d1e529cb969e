import type { companyLifecycleEvents, EventData } from '#libs/contracts';

/** A company that is gone. */
export type RemovedCompany = EventData<typeof companyLifecycleEvents.companyDeleted>;

/**
 * Deletes what a service keeps of a company outside of its tables with `company_id` and its blobs. A feature extends it and names it among
 * its module's providers; it must bear being asked again.
 */
export abstract class CompanyRemoval {
  abstract remove(company: RemovedCompany): Promise<void>;
}
