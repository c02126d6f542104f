import type { Policy, PolicyChange, PolicyLabelling } from '@carewright/core';
import { useTranslation } from 'react-i18next';
import { codeText } from './label-words';
import { useRuleWords } from './rule-words';

/** What a change takes away and what it brings, in words; null where the two policies do not tell it apart. */
export interface RuleChange {
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/** The codes that a labelling rule looks for, its groups resolved. */
export function codesOf(policy: Policy, rule: PolicyLabelling | undefined): string[] {
  return (rule?.codes ?? []).flatMap((code) => (code.startsWith('*') ? policy.codes?.[code.slice(1)] ?? [code] : [code]));
}

/** Lines of which each stands on one side only. */
export function apart(before: readonly string[], after: readonly string[]): RuleChange | null {
  const [gone, come] = [before.filter((line) => !after.includes(line)), after.filter((line) => !before.includes(line))];
  return gone.length + come.length === 0 ? null : { gone, come };
}

/** Says what became of a restriction, a labelling rule or a window of time, in the reader's language. */
export function useRuleChange(before: Policy, after: Policy): (change: PolicyChange) => RuleChange | null {
  const { t } = useTranslation();
  const words = useRuleWords();
  const labelling = (subject: string): RuleChange | null => {
    const [was, is] = [before, after].map((policy) => policy.labelling?.find((rule) => rule.name === subject));
    if (!was || !is) return apart(was ? words.labelling(was) : [], is ? words.labelling(is) : []);
    const [codesWas, codesAre] = [codesOf(before, was), codesOf(after, is)];
    const only = (codes: string[], others: string[]) => codes.filter((code) => !others.includes(code)).map(codeText).join(', ');
    const side = (rule: PolicyLabelling, codes: string) => [...words.labelling({ ...rule, codes: [] }), ...(codes ? [t('labelRule.codes', { codes })] : [])];
    return apart(side(was, only(codesWas, codesAre)), side(is, only(codesAre, codesWas)));
  };
  const restriction = (policy: Policy, subject: string) => (policy.restrictions ?? []).filter((rule) => rule.name === subject).flatMap(words.restriction);
  const times = (policy: Policy, subject: string) => { const window = policy.times?.[subject]; return window ? words.times(window) : []; };
  return ({ section, subject }) => {
    if (section === 'restriction') return apart(restriction(before, subject), restriction(after, subject));
    if (section === 'labelling') return labelling(subject);
    return section === 'time' ? apart(times(before, subject), times(after, subject)) : null;
  };
}
