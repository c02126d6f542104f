import { usePolicyWords, type Policy, type PolicyActorTest } from '@carewright/core';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';
import { ChoiceField } from './choice-field';
import { departmentsOf } from './label-words';

/** Whom a restriction names. */
export function ActorTestFields({ policy, test, onChange, fault }: { policy: Policy; test: PolicyActorTest; onChange: (test: PolicyActorTest) => void; fault: string | undefined }) {
  const { t } = useTranslation();
  const { data: words } = usePolicyWords();
  return (
    <>
      <ChoiceField label={t('closing.field.roles')} options={Object.keys(policy.roles)} value={test.roles ?? []} onChange={(roles) => onChange({ ...test, roles })} word={(one) => codeWord(t, 'role', one)} isClosed fault={fault} />
      <ChoiceField label={t('closing.field.departments')} options={departmentsOf(policy)} value={test.departments ?? []} onChange={(departments) => onChange({ ...test, departments })} help={t('policies.enterHelp')} />
      <ChoiceField label={t('closing.field.purposes')} options={words?.purposes ?? []} value={test.purposes ?? []} onChange={(purposes) => onChange({ ...test, purposes })} word={(one) => codeWord(t, 'purpose', one)} />
    </>
  );
}
