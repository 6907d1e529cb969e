import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  disableSecondFactor,
  enrolSecondFactor,
  getSecondFactor,
  renewRecoveryCodes,
  type SecondFactor,
} from '#libs/contracts';
import { call } from '../../app/call.js';
import { useLacking } from '../../app/lacking.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Dialog } from '../../ui/dialog.js';
import { Facts, Verdict } from '../../ui/facts.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { Time } from '../../ui/values.js';
import { EnrolDialog } from './enrol-dialog.js';
import { PasswordDialog } from './password-dialog.js';
import { RecoveryCodes } from './recovery-codes.js';

type Step =
  | { at: 'enrol' | 'renew' | 'disable' }
  | { at: 'confirm'; secret: string; uri: string }
  | { at: 'codes'; codes: string[] };

/** The authenticator app of the reader: set up, removed, its recovery codes renewed. */
export function SecondFactorCard() {
  const t = useText();
  const factor = useQuery({ queryKey: ['second-factor'], queryFn: ({ signal }) => call(getSecondFactor, { signal }) });
  const [step, setStep] = useState<Step>();
  return (
    <Card title={t('profile.factor')}>
      {factor.data ? (
        <FactorState factor={factor.data} onStep={setStep} />
      ) : factor.error ? (
        <div className="p-4">
          <ErrorState title={t('error.title')} error={factor.error} onRetry={() => void factor.refetch()} />
        </div>
      ) : (
        <Skeleton rows={2} />
      )}
      {step && <FactorStep step={step} onStep={setStep} />}
    </Card>
  );
}

function FactorState({ factor, onStep }: { factor: SecondFactor; onStep(step: Step): void }) {
  const t = useText();
  if (factor.enrolledAt === null)
    return (
      <div className="flex flex-wrap items-center gap-3 p-4">
        <p className="min-w-48 flex-1 text-fg-2">{t('profile.factor.none')}</p>
        <Button onClick={() => onStep({ at: 'enrol' })}>{t('profile.factor.setUp')}</Button>
      </div>
    );
  return (
    <div className="grid gap-4 p-4">
      <Facts
        facts={[
          [
            t('profile.factor.app'),
            <Verdict key="on" tone="good">
              {t('profile.factor.on')}
            </Verdict>,
          ],
          [t('profile.factor.since'), <Time key="since" at={factor.enrolledAt} />],
          [
            t('profile.codes'),
            <Verdict key="left" tone={factor.recoveryCodesLeft > 2 ? 'none' : 'wait'}>
              {t('profile.codes.left', { count: factor.recoveryCodesLeft })}
            </Verdict>,
          ],
        ]}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="danger" onClick={() => onStep({ at: 'disable' })}>
          {t('profile.factor.remove')}
        </Button>
        <Button onClick={() => onStep({ at: 'renew' })}>{t('profile.codes.renew')}</Button>
      </div>
    </div>
  );
}

function FactorStep({ step, onStep }: { step: Step; onStep(step: Step | undefined): void }) {
  const t = useText();
  const queries = useQueryClient();
  const changed = () => void queries.invalidateQueries({ queryKey: ['second-factor'] });
  const close = () => onStep(undefined);
  switch (step.at) {
    case 'enrol':
      return (
        <PasswordDialog
          title={t('profile.factor.title')}
          help={t('profile.factor.enrol.help')}
          act={t('do.next')}
          acting={t('profile.factor.confirming')}
          onClose={close}
          onSubmit={async (password) =>
            onStep({ at: 'confirm', ...(await call(enrolSecondFactor, { body: { password } })) })
          }
        />
      );
    case 'confirm':
      return (
        <EnrolDialog
          secret={step.secret}
          uri={step.uri}
          onClose={close}
          onDone={() => {
            useLacking.setState({ secondFactor: false });
            changed();
          }}
        />
      );
    case 'renew':
      return (
        <PasswordDialog
          title={t('profile.codes.renew.title')}
          help={t('profile.codes.renew.help')}
          act={t('profile.codes.renew')}
          acting={t('save.saving')}
          onClose={close}
          onSubmit={async (password) => {
            const { recoveryCodes } = await call(renewRecoveryCodes, { body: { password } });
            changed();
            onStep({ at: 'codes', codes: recoveryCodes });
          }}
        />
      );
    case 'codes':
      return (
        <Dialog
          open
          title={t('profile.codes.title')}
          description={t('profile.codes.help')}
          actions={
            <Button look="ink" onClick={close}>
              {t('profile.codes.kept')}
            </Button>
          }
        >
          <RecoveryCodes codes={step.codes} />
        </Dialog>
      );
    case 'disable':
      return (
        <PasswordDialog
          danger
          title={t('profile.factor.remove.title')}
          help={t('profile.factor.remove.help')}
          act={t('profile.factor.remove')}
          acting={t('do.removing')}
          onClose={close}
          onSubmit={async (password) => {
            await call(disableSecondFactor, { body: { password } });
            toast(t('profile.factor.removed'));
            changed();
            close();
          }}
        />
      );
  }
}
