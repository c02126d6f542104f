import type { PolicyActorTest, PolicyLabelling, PolicyRestriction, PolicyTimes } from '@carewright/core';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';
import { codeText, useLabelWords } from './label-words';

export const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Says restrictions, labelling rules and times in words, a line for each thing that they ask or do. */
export function useRuleWords() {
  const { t } = useTranslation();
  const labels = useLabelWords();
  const list = (values: readonly string[] | undefined, word: (one: string) => string = (one) => one) => (values ?? []).map(word).join(', ');
  const who = (test: PolicyActorTest) => [
    test.roles?.length ? t('closing.roles', { roles: list(test.roles, (one) => codeWord(t, 'role', one)) }) : '',
    test.departments?.length ? t('closing.departments', { departments: list(test.departments) }) : '',
    test.purposes?.length ? t('closing.purposes', { purposes: list(test.purposes, (one) => codeWord(t, 'purpose', one)) }) : '',
  ].filter(Boolean).join(t('closing.or'));

  const restriction = (rule: PolicyRestriction): string[] => {
    const system = labels.system(rule.labelSystem);
    const lines = [rule.codes?.length ? t('closing.labelled', { labels: list(rule.codes, labels.label), system }) : t('closing.labelledAny', { system })];
    if (rule.visibleTo === 'department') lines.push(t('closing.onlyDepartment'));
    else if (rule.visibleTo) lines.push(t('closing.only', { who: who(rule.visibleTo) }));
    if (rule.hiddenFrom) lines.push(t('closing.not', { who: who(rule.hiddenFrom) }));
    if (rule.ofMinors) lines.push(t('closing.ofMinors'));
    lines.push(rule.opens?.length ? t('closing.opens', { by: list(rule.opens, (one) => codeWord(t, 'opens', one)) }) : t('closing.opensNothing'));
    return lines;
  };

  const labelling = (rule: PolicyLabelling, types: (rule: PolicyLabelling) => string = (one) => list(one.types)): string[] => {
    const lines = [t('labelRule.types', { types: types(rule) })];
    if (rule.filter) lines.push(t('labelRule.filter', { filter: rule.filter }));
    if (rule.writtenIn?.length) lines.push(t('labelRule.writtenIn', { departments: list(rule.writtenIn) }));
    if (rule.codes?.length) lines.push(t('labelRule.codes', { codes: list(rule.codes, codeText) }));
    if (rule.ageBelow) lines.push(t('labelRule.ageBelow', { age: rule.ageBelow }));
    if (rule.minorsConsentTo) lines.push(t('labelRule.minors', { care: labels.label(rule.minorsConsentTo) }));
    if (rule.label) lines.push(t('labelRule.label', { label: rule.label.display ?? labels.label(rule.label.code), system: labels.system(rule.label.system) }));
    if (rule.inherit) lines.push(t('labelRule.inherit', { through: rule.inherit.parameter ?? rule.inherit.element ?? '', system: labels.system(rule.inherit.labelSystem) }));
    return lines;
  };

  const times = (window: PolicyTimes): string[] => [
    t(window.to <= window.from ? 'times.overnight' : 'times.hours', { days: list(weekDays.filter((day) => window.days.includes(day)), (day) => t(`times.day.${day}`)), from: window.from, to: window.to }),
  ];
  return { restriction, labelling, times };
}
