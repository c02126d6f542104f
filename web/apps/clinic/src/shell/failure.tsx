import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import { useTranslation } from 'react-i18next';
import { errorText } from './words';

/** Why something was not taken: all that the server found, each on a line. */
export function Failure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  const issues = error instanceof HttpError ? error.issues : [];
  return <Alert severity="error">{issues.length > 0 ? issues.map((issue) => <div key={issue.code + issue.message}>{issue.message}</div>) : errorText(t, error)}</Alert>;
}
