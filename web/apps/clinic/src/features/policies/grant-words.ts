import type { PolicyGrant } from '@carewright/core';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';

/** Says a grant in words, a line for each thing that it asks or gives. */
export function useGrantWords(): (grant: PolicyGrant) => string[] {
  const { t } = useTranslation();
  const list = (values: readonly string[]) => values.join(', ');
  return (grant) => {
    const lines = [t('grant.may', { what: grant.interactions.map((one) => codeWord(t, 'interaction', one)).join(', '), types: list(grant.types) })];
    if (grant.filter) lines.push(t('grant.filter', { filter: grant.filter }));
    if (grant.compartment) lines.push(t('grant.compartment'));
    if (grant.own) lines.push(t('grant.own'));
    if (grant.relationship) lines.push(t('grant.relationship', { kinds: grant.relationship.any.map((one) => codeWord(t, 'relationship', one)).join(', '), days: grant.relationship.days ?? 0 }));
    if (grant.purposes?.length) lines.push(t('grant.purposes', { purposes: grant.purposes.map((one) => codeWord(t, 'purpose', one)).join(', ') }));
    if (grant.sites?.length) lines.push(t('grant.sites', { sites: list(grant.sites) }));
    if (grant.departments?.length) lines.push(t('grant.departments', { departments: list(grant.departments) }));
    if (grant.times?.length) lines.push(t('grant.times', { times: list(grant.times) }));
    if (grant.visible) lines.push(t('grant.visible', { elements: list(grant.visible) }));
    if (grant.hidden?.length) lines.push(t('grant.hidden', { elements: list(grant.hidden) }));
    return lines;
  };
}
