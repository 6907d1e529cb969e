import type { MailTemplate, SlackTemplate, TemplateChannel, TemplateContent } from '#libs/contracts';

const mail: MailTemplate = {
  subject: '{{ subject }}',
  mjml: `<mjml>
  <mj-head>
    <mj-preview>{{ text | truncate: 120 }}</mj-preview>
    <mj-attributes>
      <mj-all font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" />
      <mj-text color="#18181b" font-size="15px" line-height="1.55" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f4f4f5">
    <mj-section padding="24px 0 0" />
    <mj-section background-color="#ffffff" border-radius="8px" padding="16px 8px">
      <mj-column>
        <mj-text font-size="18px" font-weight="600">{{ subject }}</mj-text>
        <mj-text>{{ text | escape | newline_to_br | raw }}</mj-text>
        {% if link %}
        <mj-button href="{{ link }}" align="left" background-color="#18181b" color="#ffffff" border-radius="6px">Open</mj-button>
        {% endif %}
      </mj-column>
    </mj-section>
    <mj-section padding="0 0 24px" />
  </mj-body>
</mjml>
`,
  text: '{{ text }}{% if link %}\n\n{{ link }}{% endif %}',
};

const slack: SlackTemplate = {
  text: '{{ subject }}\n{{ text }}{% if link %}\n\n{{ link }}{% endif %}',
  blocks: `[
  { "type": "section", "text": { "type": "mrkdwn", "text": "*{{ subject }}*\\n{{ text }}" } }{% if link %},
  {
    "type": "actions",
    "elements": [
      { "type": "button", "text": { "type": "plain_text", "text": "Open" }, "url": "{{ link }}" }
    ]
  }{% endif %}
]
`,
};

/** What is used as long as a company has no words of its own: one for all events, since each says its subject and text. */
export const shippedTemplates: Record<TemplateChannel, TemplateContent> = { email: mail, slack };
