import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';

/** Why an act did not happen; that somebody else was faster is no fault of anybody's. */
export function ActFailure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error instanceof HttpError && error.status === 409) return <Alert severity="info" data-testid="message-conflict">{t('messages.conflict')}</Alert>;
  return <Failure error={error} />;
}
