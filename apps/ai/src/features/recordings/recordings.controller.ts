import { Controller } from '@nestjs/common';
import {
  createRecordingSet,
  deleteRecording,
  deleteRecordingSet,
  exportRecordingSet,
  getRecording,
  importRecordingSet,
  listRecordings,
  listRecordingSets,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { RecordingsService } from './recordings.service.js';

@Controller()
export class RecordingsController {
  constructor(private readonly recordings: RecordingsService) {}

  @Handle(listRecordings) list(caller: Caller, { query }: In<typeof listRecordings>) {
    return this.recordings.list(caller, query);
  }
  @Handle(getRecording) get(caller: Caller, { params }: In<typeof getRecording>) {
    return this.recordings.get(caller, params.id);
  }
  @Handle(deleteRecording) remove(caller: Caller, { params }: In<typeof deleteRecording>) {
    return this.recordings.remove(caller, params.id);
  }
  @Handle(listRecordingSets) sets(caller: Caller) {
    return this.recordings.sets(caller);
  }
  @Handle(createRecordingSet) createSet(caller: Caller, { body }: In<typeof createRecordingSet>) {
    return this.recordings.createSet(caller, body);
  }
  @Handle(deleteRecordingSet) removeSet(caller: Caller, { params }: In<typeof deleteRecordingSet>) {
    return this.recordings.removeSet(caller, params.name);
  }
  @Handle(exportRecordingSet) exportSet(caller: Caller, { params }: In<typeof exportRecordingSet>) {
    return this.recordings.export(caller, params.name);
  }
  @Handle(importRecordingSet) importSet(caller: Caller, { params, body }: In<typeof importRecordingSet>) {
    return this.recordings.import(caller, params.name, body.lines);
  }
}
