import type { UserAccount } from '@carewright/core';
import type { useTranslation } from 'react-i18next';

/** What somebody proves themselves by, in a few words. */
export function factorText(t: ReturnType<typeof useTranslation>['t'], { factors }: UserAccount): string {
  if (factors.awaitsCode) return t('users.factor.awaitsCode');
  if (factors.kinds.length > 0) return factors.kinds.map((kind) => t(`users.factor.${kind}`)).join(', ');
  if (factors.leave) return t('users.factor.leave');
  return t(factors.required ? 'users.factor.missing' : 'users.factor.none');
}
