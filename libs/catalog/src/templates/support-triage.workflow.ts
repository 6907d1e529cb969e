/** The workflow of examples/support-triage; a test holds the two together. Long, because it is one definition. */
import type { Definition } from '#libs/workflow';

export const supportTriageWorkflow: Definition = {
  schemaVersion: 1,
  inputs: {
    type: 'object',
    required: ['messages'],
    additionalProperties: false,
    properties: {
      messages: {
        type: 'array',
        maxItems: 10000,
        title: 'Messages',
        items: {
          type: 'object',
          required: ['id', 'from', 'subject', 'body', 'receivedAt'],
          properties: {
            id: {
              type: 'string',
              minLength: 1,
              maxLength: 100,
            },
            from: {
              type: 'string',
              maxLength: 320,
            },
            subject: {
              type: 'string',
              maxLength: 1000,
            },
            body: {
              type: 'string',
              maxLength: 100000,
            },
            receivedAt: {
              type: 'string',
              description: 'RFC 3339',
            },
          },
        },
      },
      refundLimit: {
        type: 'number',
        minimum: 0,
        default: 100,
        title: 'Refund limit',
        description: 'Refunds above it need an approval',
      },
    },
  },
  nodes: [
    {
      id: 'start',
      kind: 'trigger.manual',
      name: 'Started by hand',
      config: {},
    },
    {
      id: 'called',
      kind: 'trigger.api',
      name: 'Started by a program',
      config: {},
    },
    {
      id: 'triage',
      kind: 'flow.map',
      name: 'Each message',
      config: {
        items: '{{ input.messages }}',
        concurrency: 8,
        onItemError: 'collect',
        result: {
          id: '{{ item.id }}',
          from: '{{ item.from }}',
          subject: '{{ item.subject }}',
          topic: '{{ steps.topic.output.label }}',
          confidence: '{{ round(steps.topic.output.confidence, 2) }}',
          orderNumber: '{{ steps.fields.output.data.orderNumber }}',
          amount: '{{ steps.fields.output.data.amount }}',
          currency: '{{ steps.fields.output.data.currency }}',
          date: '{{ steps.fields.output.data.date }}',
          decision: '{{ steps.decide.output == null ? "ignored" : steps.decide.output.decision }}',
          why: '{{ steps.decide.output == null ? steps.archive.output.why : steps.decide.output.why }}',
          text: '{{ steps.decide.output == null ? "" : steps.decide.output.text }}',
          ms: '{{ sum([steps.topic.meta.ms, steps.fields.meta.ms, steps.draft.meta.ms, steps.brief.meta.ms]) }}',
          tokens:
            '{{ sum([steps.topic.meta.usage.tokens, steps.fields.meta.usage.tokens, steps.draft.meta.usage.tokens, steps.brief.meta.usage.tokens]) }}',
          costMicros:
            '{{ sum([steps.topic.meta.usage.costMicros, steps.fields.meta.usage.costMicros, steps.draft.meta.usage.costMicros, steps.brief.meta.usage.costMicros]) }}',
        },
      },
    },
    {
      id: 'topic',
      kind: 'ai.classify',
      name: 'What is it about?',
      config: {
        text: '{{ item.subject }}\n{{ item.body }}',
        labels: [
          {
            label: 'refund',
            description: 'The customer wants money back for something returned, cancelled or faulty',
          },
          {
            label: 'bug',
            description: 'A product or the app does not work as it should',
          },
          {
            label: 'billing',
            description: 'Invoices, payments, wrong or double charges, reminders',
          },
          {
            label: 'shipping',
            description: 'Where a parcel is, delivery date, address, missing, wrong or damaged contents',
          },
          {
            label: 'question',
            description: 'A question about products, warranty, shops, prices; everything else that a customer asks',
          },
          {
            label: 'spam',
            description: 'Advertising, fraud and offers that have nothing to do with the shop',
          },
        ],
      },
      retry: {
        maxAttempts: 3,
        initialMs: 500,
        factor: 2,
      },
      timeoutMs: 60000,
      parent: 'triage',
    },
    {
      id: 'fields',
      kind: 'ai.extract',
      name: 'Read the fields',
      config: {
        text: '{{ item.subject }}\n{{ item.body }}',
        schema: {
          type: 'object',
          required: ['orderNumber', 'amount', 'currency', 'date', 'language'],
          additionalProperties: false,
          properties: {
            orderNumber: {
              type: ['string', 'null'],
              pattern: '^HA-\\d{5}$',
              description: 'Number of the order, such as HA-10432, in upper case',
            },
            amount: {
              type: ['number', 'null'],
              description: 'The amount of money that the message is about',
            },
            currency: {
              type: ['string', 'null'],
              description: 'Currency of the amount, ISO 4217',
            },
            date: {
              type: ['string', 'null'],
              format: 'date',
              description: 'The calendar date that the message names, with its year; day before month',
            },
            language: {
              type: 'string',
              description: 'Language of the message, ISO 639-1, such as en',
            },
          },
        },
      },
      retry: {
        maxAttempts: 3,
        initialMs: 500,
        factor: 2,
      },
      timeoutMs: 60000,
      parent: 'triage',
    },
    {
      id: 'route',
      kind: 'flow.switch',
      name: 'By topic',
      config: {
        value: '{{ steps.topic.output.label }}',
        cases: ['refund', 'bug', 'spam'],
      },
      parent: 'triage',
    },
    {
      id: 'limit',
      kind: 'flow.condition',
      name: 'Above the refund limit?',
      config: {
        if: '{{ steps.fields.output.data.amount == null || steps.fields.output.data.amount > input.?refundLimit.orValue(100) }}',
      },
      parent: 'triage',
    },
    {
      id: 'approve',
      kind: 'human.approval',
      name: 'Approve the refund',
      config: {
        title:
          'Refund {{ (steps.fields.output.data.amount == null ? "an unknown amount" : steps.fields.output.data.amount + " " + (steps.fields.output.data.currency == null ? "" : steps.fields.output.data.currency)) }} to {{ item.from.slice(0, 150) }}?',
        body: '{{ item.subject }}\n\n{{ item.body.slice(0, 15000) }}',
        facts: {
          Message: '{{ item.id }}',
          Order: '{{ steps.fields.output.data.orderNumber }}',
          Amount:
            '{{ (steps.fields.output.data.amount == null ? "an unknown amount" : steps.fields.output.data.amount + " " + (steps.fields.output.data.currency == null ? "" : steps.fields.output.data.currency)) }}',
          Limit: '{{ input.?refundLimit.orValue(100) }}',
          'Sure of the topic': '{{ round(steps.topic.output.confidence * 100) }} %',
        },
        assignees: ['role:operator'],
        deadline: 'P2D',
      },
      parent: 'triage',
    },
    {
      id: 'draft',
      kind: 'agent.task',
      name: 'Draft a reply',
      config: {
        agent: 'support-engineer',
        goal: 'Draft a reply to this customer, who reports that something does not work. If the message names an order, look that one order up first, and rest the reply on what you find.',
        input: {
          subject: '{{ item.subject }}',
          message: '{{ item.body }}',
          from: '{{ item.from }}',
          orderNumber: '{{ steps.fields.output.data.orderNumber }}',
          language: '{{ steps.fields.output.data.language }}',
        },
      },
      timeoutMs: 600000,
      onError: 'branch',
      parent: 'triage',
    },
    {
      id: 'brief',
      kind: 'ai.summarize',
      name: 'Summarize',
      config: {
        text: '{{ item.subject }}\n{{ item.body }}',
        maxWords: 40,
      },
      retry: {
        maxAttempts: 3,
        initialMs: 500,
        factor: 2,
      },
      timeoutMs: 60000,
      parent: 'triage',
    },
    {
      id: 'archive',
      kind: 'data.set',
      name: 'Put aside',
      config: {
        values: {
          why: 'Classified as spam ({{ round(steps.topic.output.confidence, 2) }}); nobody was told',
        },
      },
      parent: 'triage',
    },
    {
      id: 'decide',
      kind: 'data.set',
      name: 'What was decided',
      config: {
        values: {
          decision:
            '{{ steps.route.output.matched == "refund" ? (steps.limit.output.result ? "refund " + steps.approve.output.decision : "refund granted") : steps.route.output.matched == "bug" ? (steps.draft.output == null ? "needs a person" : "reply drafted") : "summarized" }}',
          why: '{{ "Classified as " + steps.topic.output.label + " (" + round(steps.topic.output.confidence, 2) + "); " + ( steps.route.output.matched == "refund" ? (steps.limit.output.result ? (steps.fields.output.data.amount == null ? "an unknown amount" : steps.fields.output.data.amount + " " + (steps.fields.output.data.currency == null ? "" : steps.fields.output.data.currency)) + " is not within the limit of " + input.?refundLimit.orValue(100) + ", so a person decided" + (size(steps.approve.output.by) == 0 ? ": nobody answered" : ": " + join(steps.approve.output.by, ", ")) : (steps.fields.output.data.amount == null ? "an unknown amount" : steps.fields.output.data.amount + " " + (steps.fields.output.data.currency == null ? "" : steps.fields.output.data.currency)) + " is within the limit of " + input.?refundLimit.orValue(100)) : steps.route.output.matched == "bug" ? (steps.draft.output == null ? "the agent did not finish" : "an agent drafted the reply") : "for the team to answer") }}',
          text: '{{ steps.route.output.matched == "refund" ? item.subject : steps.route.output.matched == "bug" ? (steps.draft.output == null ? item.subject : steps.draft.output.answer) : steps.brief.output.summary }}',
        },
      },
      parent: 'triage',
    },
    {
      id: 'tellApp',
      kind: 'notify.message',
      name: 'Tell the team',
      config: {
        to: ['role:operator'],
        subject: '{{ item.id }}: {{ steps.decide.output.decision }}',
        text: '{{ item.from }}\n{{ steps.decide.output.why }}\n\n{{ steps.decide.output.text }}',
      },
      retry: {
        maxAttempts: 3,
        initialMs: 500,
        factor: 2,
      },
      parent: 'triage',
    },
    {
      id: 'tellMail',
      kind: 'notify.email',
      name: 'Mail the owner',
      config: {
        to: ['role:owner'],
        subject: '[{{ steps.topic.output.label }}] {{ item.id }}: {{ steps.decide.output.decision }}',
        text: 'From: {{ item.from }}\nSubject: {{ item.subject }}\n\n{{ steps.decide.output.why }}\n\n{{ steps.decide.output.text }}',
      },
      retry: {
        maxAttempts: 3,
        initialMs: 500,
        factor: 2,
      },
      parent: 'triage',
    },
    {
      id: 'tellSlack',
      kind: 'notify.slack',
      name: 'Post to Slack',
      config: {
        text: '*{{ item.id }}* {{ steps.decide.output.decision }}: {{ item.subject }}\n{{ steps.decide.output.why }}',
      },
      retry: {
        maxAttempts: 3,
        initialMs: 500,
        factor: 2,
      },
      parent: 'triage',
    },
    {
      id: 'summary',
      kind: 'data.transform',
      name: 'Sum up',
      config: {
        value: {
          messages: '{{ size(input.messages) }}',
          failed: '{{ steps.triage.output.filter(row, !has(row.topic)).size() }}',
          byTopic:
            '{{ steps.triage.output.filter(row, has(row.topic)).groupBy(row, row.topic).map(group, {"topic": group.key, "messages": group.items.size()}) }}',
          byDecision:
            '{{ steps.triage.output.filter(row, has(row.topic)).groupBy(row, row.decision).map(group, {"decision": group.key, "messages": group.items.size()}) }}',
          ms: '{{ sum(steps.triage.output.filter(row, has(row.topic)).map(row, row.ms)) }}',
          tokens: '{{ sum(steps.triage.output.filter(row, has(row.topic)).map(row, row.tokens)) }}',
          costMicros: '{{ sum(steps.triage.output.filter(row, has(row.topic)).map(row, row.costMicros)) }}',
        },
      },
    },
    {
      id: 'reportJson',
      kind: 'data.file',
      name: 'Report (JSON)',
      config: {
        name: 'report.json',
        format: 'json',
        content: {
          run: '{{ run.id }}',
          finishedAt: '{{ now }}',
          summary: '{{ steps.summary.output }}',
          rows: '{{ steps.triage.output }}',
        },
      },
      retry: {
        maxAttempts: 3,
        initialMs: 500,
        factor: 2,
      },
    },
    {
      id: 'reportCsv',
      kind: 'data.file',
      name: 'Report (CSV)',
      config: {
        name: 'report.csv',
        format: 'csv',
        rows: '{{ steps.triage.output }}',
      },
      retry: {
        maxAttempts: 3,
        initialMs: 500,
        factor: 2,
      },
    },
    {
      id: 'finish',
      kind: 'flow.stop',
      name: 'Done',
      config: {
        outcome: 'succeeded',
        output: {
          summary: '{{ steps.summary.output }}',
          reports: ['{{ steps.reportJson.output }}', '{{ steps.reportCsv.output }}'],
        },
      },
    },
  ],
  edges: [
    {
      from: 'start',
      to: 'triage',
    },
    {
      from: 'called',
      to: 'triage',
    },
    {
      from: 'topic',
      to: 'route',
    },
    {
      from: 'fields',
      to: 'route',
    },
    {
      from: 'route',
      port: 'refund',
      to: 'limit',
    },
    {
      from: 'route',
      port: 'bug',
      to: 'draft',
    },
    {
      from: 'route',
      port: 'spam',
      to: 'archive',
    },
    {
      from: 'route',
      port: 'default',
      to: 'brief',
    },
    {
      from: 'limit',
      port: 'true',
      to: 'approve',
    },
    {
      from: 'limit',
      port: 'false',
      to: 'decide',
    },
    {
      from: 'approve',
      port: 'approved',
      to: 'decide',
    },
    {
      from: 'approve',
      port: 'rejected',
      to: 'decide',
    },
    {
      from: 'approve',
      port: 'expired',
      to: 'decide',
    },
    {
      from: 'draft',
      port: 'next',
      to: 'decide',
    },
    {
      from: 'draft',
      port: 'error',
      to: 'decide',
    },
    {
      from: 'brief',
      to: 'decide',
    },
    {
      from: 'decide',
      to: 'tellApp',
    },
    {
      from: 'decide',
      to: 'tellMail',
    },
    {
      from: 'decide',
      to: 'tellSlack',
    },
    {
      from: 'triage',
      to: 'summary',
    },
    {
      from: 'summary',
      to: 'reportJson',
    },
    {
      from: 'summary',
      to: 'reportCsv',
    },
    {
      from: 'reportJson',
      to: 'finish',
    },
    {
      from: 'reportCsv',
      to: 'finish',
    },
  ],
  settings: {
    timeoutMs: 604800000,
    maxParallel: 16,
  },
};
