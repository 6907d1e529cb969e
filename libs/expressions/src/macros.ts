/** Calls whose arguments are not simply evaluated: loops over lists and maps, `has`, `cel.bind`, `optional.of`. */
import type { ASTNode } from '@marcbachmann/cel-js';

import { ExpressionError } from './error.js';
import { finite, number, text } from './fn.js';
import type { Compile, Frame, Place, Run } from './program.js';
import { compare, equals, isMap, Maybe, plain, typeName, ValueError } from './values.js';

type Macro = (
  node: ASTNode,
  place: Place,
  receiver: ASTNode | undefined,
  args: ASTNode[],
  compile: Compile,
) => Run | undefined;

const refuse = (message: string, node: ASTNode, place: Place): ExpressionError =>
  new ExpressionError(message, place.expression, node.pos);

const isName = (node: ASTNode | undefined, name: string): boolean => node?.op === 'id' && node.args === name;

function variableName(node: ASTNode | undefined, call: ASTNode, place: Place): string {
  if (node?.op === 'id') return node.args;
  throw refuse('the first argument names the variable of the loop', node ?? call, place);
}

/** The items of a list, or the keys of a map. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  if (isMap(value)) return Object.keys(value);
  throw new ValueError(`expected a list or a map, got ${typeName(value)}`, value);
}

/** Runs `step` once an item, with the item as the loop's variable; `step` returns false to stop. */
function eachItem(
  frame: Frame,
  slot: number,
  items: readonly unknown[],
  step: (item: unknown) => boolean | void,
): void {
  for (const item of items) {
    frame.budget.spend(1);
    frame.locals[slot] = item;
    if (step(item) === false) break;
  }
  frame.locals.length = slot;
}

interface Loop {
  items: Run;
  slot: number;
  bodies: Run[];
}

function loop(
  node: ASTNode,
  place: Place,
  receiver: ASTNode | undefined,
  args: ASTNode[],
  compile: Compile,
  bodies: number[],
): Loop | undefined {
  if (!receiver || !bodies.includes(args.length - 1)) return undefined;
  const inner = { ...place, locals: [...place.locals, variableName(args[0], node, place)] };
  return {
    items: compile(receiver, place),
    slot: place.locals.length,
    bodies: args.slice(1).map((body) => compile(body, inner)),
  };
}

function test(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new ValueError(`the condition needs to be true or false, not ${typeName(value)}`, value);
}

/** `all` and `exists`: an item that decides makes errors of other items unimportant, as in CEL. */
const quantifier =
  (decisive: boolean): Macro =>
  (node, place, receiver, args, compile) => {
    const made = loop(node, place, receiver, args, compile, [1]);
    return (
      made &&
      ((frame) => {
        let isDecided = false;
        let failure: unknown;
        eachItem(frame, made.slot, itemsOf(made.items(frame)), () => {
          try {
            isDecided = test(made.bodies[0]!(frame)) === decisive;
          } catch (error) {
            frame.budget.forgive(error);
            failure ??= error;
          }
          return !isDecided;
        });
        if (!isDecided && failure !== undefined) throw failure as Error;
        return isDecided ? decisive : !decisive;
      })
    );
  };

const collecting =
  (
    bodies: number[],
    collect: (frame: Frame, made: Loop, item: unknown, into: unknown[]) => void,
    finish: (found: unknown[], frame: Frame) => unknown = (found) => found,
  ): Macro =>
  (node, place, receiver, args, compile) => {
    const made = loop(node, place, receiver, args, compile, bodies);
    return (
      made &&
      ((frame) => {
        const found: unknown[] = [];
        eachItem(frame, made.slot, itemsOf(made.items(frame)), (item) => collect(frame, made, item, found));
        return finish(found, frame);
      })
    );
  };

const map = collecting([1, 2], (frame, { bodies }, _item, into) => {
  if (bodies.length === 1 || test(bodies[0]!(frame))) into.push(plain(bodies.at(-1)!(frame)));
});

const filter = collecting([1], (frame, { bodies }, item, into) => {
  if (test(bodies[0]!(frame))) into.push(item);
});

const existsOne = collecting(
  [1],
  (frame, { bodies }, item, into) => {
    if (test(bodies[0]!(frame))) into.push(item);
  },
  (found) => found.length === 1,
);

type Keyed = { key: unknown; item: unknown };

const byKey: Parameters<typeof collecting>[1] = (frame, { bodies }, item, into) =>
  into.push({ key: plain(bodies[0]!(frame)), item } satisfies Keyed);

const sortBy = collecting([1], byKey, (found, frame) => {
  frame.budget.spend(found.length * 8);
  return (found as Keyed[]).sort((a, b) => compare(a.key, b.key)).map(({ item }) => item);
});

/** `[{key, items}]` in the order in which the keys were met. */
const groupBy = collecting([1], byKey, (found, frame) => {
  const groups: { key: unknown; items: unknown[] }[] = [];
  for (const { key, item } of found as Keyed[]) {
    const group = groups.find((other) => equals(other.key, key, frame.budget));
    if (group) group.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups;
});

const bestBy = (sign: 1 | -1): Macro =>
  collecting([1], byKey, (found) =>
    (found as Keyed[]).length === 0
      ? null
      : (found as Keyed[]).reduce((best, each) => (compare(each.key, best.key) * sign < 0 ? each : best)).item,
  );

const sortByDesc = collecting([1], byKey, (found, frame) => {
  frame.budget.spend(found.length * 8);
  return (found as Keyed[]).sort((a, b) => compare(b.key, a.key)).map(({ item }) => item);
});

const distinctBy = collecting([1], byKey, (found, frame) => {
  const kept: Keyed[] = [];
  for (const each of found as Keyed[])
    if (!kept.some(({ key }) => equals(key, each.key, frame.budget))) kept.push(each);
  return kept.map(({ item }) => item);
});

const count = collecting(
  [1],
  (frame, { bodies }, item, into) => {
    if (test(bodies[0]!(frame))) into.push(item);
  },
  (found) => found.length,
);

const sumBy = collecting(
  [1],
  (frame, { bodies }, _item, into) => into.push(number(bodies[0]!(frame))),
  (found) => finite((found as number[]).reduce((a, b) => a + b, 0)),
);

/** Stops at the first item that fits. */
const firstWhere: Macro = (node, place, receiver, args, compile) => {
  const made = loop(node, place, receiver, args, compile, [1]);
  return (
    made &&
    ((frame) => {
      let found: unknown = null;
      eachItem(frame, made.slot, itemsOf(made.items(frame)), (item) => {
        if (!test(made.bodies[0]!(frame))) return true;
        found = item;
        return false;
      });
      return found;
    })
  );
};

/** A later item with the same key wins. Keys are texts, numbers or booleans. */
const toMap = collecting(
  [1, 2],
  (frame, { bodies }, item, into) =>
    into.push([text(String(bodies[0]!(frame))), bodies[1] ? plain(bodies[1](frame)) : item]),
  (found) => Object.fromEntries(found as [string, unknown][]),
);

/** `has(a.b.c)`: whether the last field is there. What leads to it must be. */
const has: Macro = (node, place, _receiver, [of], compile) => {
  if (of?.op !== '.' && of?.op !== '.?') throw refuse('has takes a field, such as has(input.name)', of ?? node, place);
  const field = of.args[1];
  const holder = compile(of.args[0], place);
  return (frame) => {
    const value = holder(frame);
    const inner = value instanceof Maybe ? value.value : value;
    return isMap(inner) && Object.hasOwn(inner, field) && inner[field] !== undefined;
  };
};

const bind: Macro = (node, place, receiver, args, compile) => {
  if (!isName(receiver, 'cel') || args.length !== 3) return undefined;
  const slot = place.locals.length;
  const value = compile(args[1]!, place);
  const body = compile(args[2]!, { ...place, locals: [...place.locals, variableName(args[0], node, place)] });
  return (frame) => {
    frame.budget.spend(1);
    frame.locals[slot] = value(frame);
    const result = body(frame);
    frame.locals.length = slot;
    return result;
  };
};

const none: Macro = (_node, _place, receiver, args) =>
  isName(receiver, 'optional') && args.length === 0 ? () => Maybe.none : undefined;

const of: Macro = (_node, place, receiver, args, compile) => {
  if (!isName(receiver, 'optional') || args.length !== 1) return undefined;
  const value = compile(args[0]!, place);
  return (frame) => Maybe.of(value(frame));
};

/** `orValue` evaluates its argument only when it is needed. */
const orValue: Macro = (_node, place, receiver, args, compile) => {
  if (!receiver || args.length !== 1) return undefined;
  const value = compile(receiver, place);
  const other = compile(args[0]!, place);
  return (frame) => {
    const given = value(frame);
    if (given instanceof Maybe) return given.isPresent ? given.value : other(frame);
    throw new ValueError(`orValue follows an optional such as input.?name, not ${typeName(given)}`, given);
  };
};

/** By name; methods begin with a dot. A macro that does not apply returns undefined, and a function of the name is looked for. */
const table = {
  has,
  '.all': quantifier(false),
  '.exists': quantifier(true),
  '.exists_one': existsOne,
  '.map': map,
  '.filter': filter,
  '.sortBy': sortBy,
  '.sortByDesc': sortByDesc,
  '.groupBy': groupBy,
  '.distinctBy': distinctBy,
  '.count': count,
  '.sumBy': sumBy,
  '.minBy': bestBy(1),
  '.maxBy': bestBy(-1),
  '.firstWhere': firstWhere,
  '.toMap': toMap,
  '.bind': bind,
  '.none': none,
  '.of': of,
  '.orValue': orValue,
} satisfies Record<string, Macro>;
export type MacroName = keyof typeof table;

export const macros: Readonly<Record<string, Macro | undefined>> = Object.assign(Object.create(null) as object, table);
