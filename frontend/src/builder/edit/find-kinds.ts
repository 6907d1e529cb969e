import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import type { KindSpec } from '#libs/workflow';
import type { Spot } from './operations.js';

/** What people call a kind that is titled otherwise. */
const synonyms: Readonly<Record<string, string>> = {
  'flow.condition': 'if branch wenn bedingung',
  'flow.switch': 'case branch route weiche',
  'flow.map': 'for each loop list iterate schleife liste',
  'flow.loop': 'while until repeat schleife wiederholen',
  'flow.wait': 'delay sleep pause callback signal warten',
  'flow.merge': 'join zusammenführen',
  'flow.stop': 'end fail ende abbruch',
  'flow.respond': 'webhook answer antwort',
  'flow.subworkflow': 'call workflow unterworkflow',
  'human.approval': 'approve sign-off ask genehmigung freigabe',
  'human.form': 'input question formular eingabe',
  'data.set': 'variables assign variablen werte',
  'data.transform': 'map convert umwandeln',
  'data.file': 'csv json report export datei',
  'ai.prompt': 'llm gpt ask model modell',
  'ai.classify': 'label category route kategorie',
  'ai.extract': 'parse read fields auslesen felder',
  'ai.generate': 'write text reply draft schreiben text',
  'ai.summarize': 'summary zusammenfassen',
  'ai.translate': 'translate übersetzen',
  'agent.task': 'agent bot assistant',
  'tool.call': 'function werkzeug',
  'http.request': 'api rest call fetch url web',
  'code.run': 'javascript script code',
  'notify.email': 'mail send e-mail senden',
  'notify.message': 'tell inbox notification nachricht',
  'notify.slack': 'chat channel',
  'notify.webhook': 'post url',
  'trigger.manual': 'start by hand button hand',
  'trigger.schedule': 'cron timer daily every zeitplan',
  'trigger.webhook': 'http incoming post',
  'trigger.chat': 'conversation widget bot gespräch frage',
  'trigger.event': 'event ereignis',
  'trigger.error': 'failure error fehler',
};

/** The kinds that may stand at a spot: a start only where nothing leads to it, in an edge only what leads on. */
export function kindsFor(spot: Spot, startsFirst: boolean): KindSpec[] {
  const all = Object.values(nodeKinds as Readonly<Record<string, KindSpec>>);
  const fitting = all.filter((kind) => {
    if (kind.role === 'trigger') return spot.at === 'free' && spot.parent === undefined;
    const leadsOn = typeof kind.ports === 'function' || kind.ports.length > 0;
    return spot.at === 'edge' || spot.at === 'before' ? leadsOn : true;
  });
  const starts = (kind: KindSpec) => (kind.role === 'trigger') === startsFirst;
  return [...fitting.filter(starts), ...fitting.filter((kind) => !starts(kind))];
}

/** Those that fit what was typed, best first: title, then id, then what it is called otherwise or does. */
export function foundKinds(
  kinds: readonly KindSpec[],
  typed: string,
  titleOf: (kind: KindSpec) => string = (kind) => kind.title,
): KindSpec[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...kinds];
  const rank = (kind: KindSpec): number => {
    const title = `${titleOf(kind)} ${kind.title}`.toLowerCase();
    const rest = `${synonyms[kind.id] ?? ''} ${kind.description}`.toLowerCase();
    const ranks = words.map((word) => {
      if (title.startsWith(word)) return 0;
      if (title.includes(word)) return 1;
      if (kind.id.includes(word)) return 2;
      return rest.includes(word) ? 3 : Infinity;
    });
    return Math.max(...ranks);
  };
  return kinds
    .map((kind) => [rank(kind), kind] as const)
    .filter(([at]) => at < Infinity)
    .toSorted(([a], [b]) => a - b)
    .map(([, kind]) => kind);
}
