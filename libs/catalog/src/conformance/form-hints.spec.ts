import { z } from 'zod';
import { nodeKinds } from '../node-kinds/defs.js';

interface Field {
  when?: { field: string; is?: unknown[] };
  either?: string;
  enum?: unknown[];
}
interface Shape {
  properties?: Record<string, Field>;
  required?: string[];
  anyOf?: Shape[];
}

describe.each(Object.values(nodeKinds).map((kind) => [kind.id, kind] as const))(
  'hints for the form of %s',
  (_, kind) => {
    const schema = z.toJSONSchema(kind.config, { io: 'input', unrepresentable: 'any' }) as Shape;
    const shapes = [schema, ...(schema.anyOf ?? [])];

    it('name fields that are there, and values that they can have', () => {
      for (const { properties = {} } of shapes)
        for (const { when } of Object.values(properties)) {
          if (!when) continue;
          const field = properties[when.field];
          expect(field).toBeDefined();
          if (field?.enum) for (const value of when.is ?? []) expect(field.enum).toContain(value);
        }
    });

    it('give at least two alternatives, none of them required', () => {
      for (const { properties = {}, required = [] } of shapes) {
        const choices = Object.entries(properties).flatMap(([name, { either }]) =>
          either ? [[either, name] as const] : [],
        );
        for (const [choice, name] of choices) {
          expect(choices.filter(([other]) => other === choice).length).toBeGreaterThan(1);
          expect(required).not.toContain(name);
        }
      }
    });
  },
);
