import { Controller } from '@nestjs/common';
import {
  addKnowledgeQuestions,
  deleteKnowledgeQuestion,
  listKnowledgeEvaluations,
  listKnowledgeQuestions,
  startKnowledgeEvaluation,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, reply } from '#libs/platform/http';
import { KnowledgeEvaluationsService } from './knowledge-evaluations.service.js';

@Controller()
export class KnowledgeEvaluationsController {
  constructor(private readonly evaluations: KnowledgeEvaluationsService) {}

  @Handle(listKnowledgeQuestions) questions(caller: Caller, { params, query }: In<typeof listKnowledgeQuestions>) {
    return this.evaluations.listQuestions(caller, params.id, query);
  }

  @Handle(addKnowledgeQuestions) async add(caller: Caller, { params, body }: In<typeof addKnowledgeQuestions>) {
    return { questions: await this.evaluations.addQuestions(caller, params.id, body.questions) };
  }

  @Handle(deleteKnowledgeQuestion) remove(caller: Caller, { params }: In<typeof deleteKnowledgeQuestion>) {
    return this.evaluations.deleteQuestion(caller, params.id, params.questionId);
  }

  @Handle(listKnowledgeEvaluations) list(caller: Caller, { params, query }: In<typeof listKnowledgeEvaluations>) {
    return this.evaluations.list(caller, params.id, query);
  }

  @Handle(startKnowledgeEvaluation) async start(caller: Caller, { params, body }: In<typeof startKnowledgeEvaluation>) {
    return reply(202, await this.evaluations.start(caller, params.id, body.mode));
  }
}
