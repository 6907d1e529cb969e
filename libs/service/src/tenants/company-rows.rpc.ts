import { Injectable, type Type } from '@nestjs/common';
import { companyDataRpc, type Caller, type RpcIn, type ServiceName } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { CompanyRows } from './company-rows.js';

type Specs = (typeof companyDataRpc)['auth'];

/** Reads what the service keeps of the caller's company: the same everywhere, under a name of each service. */
export function companyDataHandlers(service: ServiceName): Type {
  const { tables, rows } = companyDataRpc[service] as unknown as Specs;

  @Injectable()
  class CompanyDataRpc {
    constructor(readonly data: CompanyRows) {}

    @HandleRpc(tables) async tables() {
      return { tables: await this.data.tables() };
    }

    @HandleRpc(rows) rows({ companyId }: Caller, { table, after }: RpcIn<Specs['rows']>) {
      return this.data.page(companyId, table, after);
    }
  }
  return CompanyDataRpc;
}
