import { HttpError } from '@carewright/fhir-client';
import type { useTranslation } from 'react-i18next';
import { errorText } from '../../shell/words';

/** What went wrong at signing in, in words; never which half of name and password it was. */
export function signInError(t: ReturnType<typeof useTranslation>['t'], error: unknown): string {
  if (!(error instanceof HttpError)) return errorText(t, error);
  if (error.status === 423) return t('signIn.lockedOut', { count: Math.max(1, Math.ceil((error.retryAfterSeconds ?? 60) / 60)) });
  if (error.status === 429) return t('signIn.tooMany');
  if (error.code === 'bad-factor') return t('signIn.badCode');
  if (error.code === 'bad-passkey') return t('signIn.badPasskey');
  if (error.code.startsWith('directory-')) return t(`signIn.${error.code}`);
  return error.status === 401 ? t('signIn.badCredentials') : errorText(t, error);
}
