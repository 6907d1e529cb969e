import { Controller } from '@nestjs/common';
import {
  cancelBench,
  exportBench,
  getBench,
  listBenchCells,
  listBenches,
  startBench,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { BenchesService } from './benches.service.js';

@Controller()
export class BenchesController {
  constructor(private readonly benches: BenchesService) {}

  @Handle(startBench) start(caller: Caller, { params, body }: In<typeof startBench>) {
    return this.benches.start(caller, params.id, body);
  }
  @Handle(listBenches) list(caller: Caller, { params, query }: In<typeof listBenches>) {
    return this.benches.list(caller, params.id, query);
  }
  @Handle(getBench) get(caller: Caller, { params }: In<typeof getBench>) {
    return this.benches.get(caller, params.id);
  }
  @Handle(listBenchCells) cells(caller: Caller, { params, query }: In<typeof listBenchCells>) {
    return this.benches.cells(caller, params.id, query);
  }
  @Handle(cancelBench) cancel(caller: Caller, { params }: In<typeof cancelBench>) {
    return this.benches.cancel(caller, params.id);
  }
  @Handle(exportBench) export(caller: Caller, { params }: In<typeof exportBench>) {
    return this.benches.export(caller, params.id);
  }
}
