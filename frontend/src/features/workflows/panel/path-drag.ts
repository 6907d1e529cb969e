/** How a place in the data travels while it is dragged. */
export const pathType = 'application/x-aaas-path';

const identifier = /^[A-Za-z_]\w*$/;

/** `['steps', 'topic', 'output', 'first name']` → `steps.topic.output["first name"]`. */
export const pathText = (path: readonly string[]): string =>
  path
    .map((part, index) => {
      if (index === 0) return part;
      if (/^\d+$/.test(part)) return `[${part}]`;
      return identifier.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
    })
    .join('');
