import type { ConsentScope } from '@carewright/core';
import type { useTranslation } from 'react-i18next';

type Translate = ReturnType<typeof useTranslation>['t'];

/** What a scope lets an app do, in words: which data, of whom, and whether it only reads. */
export function scopeWords(t: Translate, scope: ConsentScope): { title: string; detail: string } {
  if (scope.subject === null) return { title: t(`scopes.word.${scope.scope}.title`, { defaultValue: scope.scope }), detail: t(`scopes.word.${scope.scope}.detail`, { defaultValue: '' }) };
  const data = scope.type === '*' ? t('scopes.everything') : t(`scopes.type.${scope.type ?? ''}`, { defaultValue: t('scopes.otherType', { type: scope.type ?? '' }) });
  const title = t(scope.mayChange ? (scope.mayRead ? 'scopes.readAndChange' : 'scopes.change') : 'scopes.read', { data });
  const whose = t(scope.subject === 'patient' ? 'scopes.onePatient' : 'scopes.allYouMay');
  const part = scope.criteria === null ? '' : t('scopes.part', { part: partWords(t, scope.criteria) });
  return { title, detail: [whose, part].filter(Boolean).join(' ') };
}

/** Criteria by their last codes: `category=http://…|laboratory` is laboratory. */
function partWords(t: Translate, criteria: string): string {
  return criteria.split('&').map((one) => {
    const value = decodeURIComponent(one.slice(one.indexOf('=') + 1));
    const code = value.slice(value.lastIndexOf('|') + 1);
    return t(`scopes.category.${code}`, { defaultValue: code });
  }).join(', ');
}
