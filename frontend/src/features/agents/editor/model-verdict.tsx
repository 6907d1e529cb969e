import type { AiModel } from '#libs/contracts';
import { useFormat, useText } from '../../../text/text.js';
import { Verdict } from '../../../ui/facts.js';
import { useModels } from '../../models/model-input.js';
import { policies } from '../../models/settings.js';

/** Most models that are offered in place of one that does not fit. */
const mostOffered = 6;

/** What is known of the model that is typed: its price, and whether it can call tools. When it cannot, those that can. */
export function ModelVerdict({
  model,
  needsTools,
  refused,
  onChoose,
}: {
  model: string;
  needsTools: boolean;
  /** The server has refused it. */
  refused: boolean;
  onChoose(model: string): void;
}) {
  const t = useText();
  const { data } = useModels();
  if (!data || model === '') return null;
  const answering = data.items.filter((each) => !each.embeddings);
  const policy = policies.find((each) => each === model);
  const known = answering.find((each) => each.id === model || (model === 'default' && each.isDefault));
  const unfit = known !== undefined && needsTools && !known.tools && known.toolsCheckedBy !== null;
  const others = answering.filter((each) => each.id !== known?.id && (!needsTools || each.tools));
  return (
    <div className="mt-2 grid gap-1.5 text-meta" role="status">
      {known ? (
        <ModelFacts model={known} needsTools={needsTools} isDefault={model === 'default'} />
      ) : (
        <p className="text-fg-3">{policy ? t(`agents.policyOf.${policy}`) : t('agents.model.unknown')}</p>
      )}
      {(unfit || refused) && others.length > 0 && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="text-fg-2">{t(needsTools ? 'agents.model.able' : 'agents.model.others')}</span>
          {others.slice(0, mostOffered).map((each) => (
            <button key={each.id} type="button" className="link font-mono" onClick={() => onChoose(each.id)}>
              {each.id}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

function ModelFacts({ model, needsTools, isDefault }: { model: AiModel; needsTools: boolean; isDefault: boolean }) {
  const t = useText();
  const format = useFormat();
  const { inputMicrosPerMillion: input, outputMicrosPerMillion: output, contextTokens } = model;
  const able = model.tools ? 'able' : model.toolsCheckedBy === null ? 'unproved' : 'unable';
  return (
    <p className="flex flex-wrap gap-x-3 gap-y-1 text-fg-3">
      {isDefault && <span className="font-mono">{model.id}</span>}
      <span>
        {input === null || output === null
          ? t('agents.model.noPrice')
          : t('agents.model.price', { input: format.price(input), output: format.price(output) })}
      </span>
      {contextTokens !== null && <span>{t('agents.model.context', { tokens: format.number(contextTokens) })}</span>}
      <Verdict tone={able === 'able' ? 'good' : able === 'unproved' || !needsTools ? 'none' : 'bad'}>
        {t(`agents.model.tools.${able}`)}
      </Verdict>
    </p>
  );
}
