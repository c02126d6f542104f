import { useConsentRequest, useDecision, type ConsentRequest } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FrontDoor } from '../../shell/front-door';
import { errorText } from '../../shell/words';
import { ConsentForm } from './consent-form';

const route = getRouteApi('/consent');

/** The page that an app sends its user to: what it wants to see, and the user's yes or no. */
export function Consent() {
  const { t } = useTranslation();
  const { request: id, error } = route.useSearch();
  const request = useConsentRequest(id);
  if (error !== undefined || id === undefined) return <Refused text={t('consent.badRequest')} />;
  if (request.isError) return <Refused text={request.error instanceof HttpError && request.error.status === 404 ? t('consent.gone') : errorText(t, request.error)} />;
  if (request.data?.mustSignIn) return <Refused text={t('consent.signInAgain')} />;
  if (!request.data) return <FrontDoor title={t('consent.loading')}><Skeleton height={120} aria-label={t('panel.loading')} /></FrontDoor>;
  return <Decision id={id} request={request.data} />;
}

function Decision({ id, request }: { id: string; request: ConsentRequest }) {
  const { t } = useTranslation();
  const decision = useDecision(id);
  const leave = (choice: { scopes: readonly string[]; patient: string | null } | undefined) =>
    decision.mutate(choice, { onSuccess: ({ redirect }) => window.location.assign(redirect) });
  const asks = request.isAsked || request.needsPatient;
  const went = useRef(false);
  useEffect(() => {
    // The clinic has decided for its staff: nothing to ask, so nothing is shown. Once, also where effects run twice.
    if (asks || went.current) return;
    went.current = true;
    leave({ scopes: request.scopes.map((one) => one.scope), patient: null });
  });
  const gone = decision.error instanceof HttpError && decision.error.status === 404;
  return (
    <FrontDoor title={t('consent.title', { name: request.app.name })} wide>
      {decision.isError ? <Alert severity="error">{gone ? t('consent.gone') : errorText(t, decision.error)}</Alert> : null}
      {asks && !gone ? <ConsentForm request={request} busy={decision.isPending || decision.isSuccess} onDecide={leave} /> : null}
      {asks || decision.isError ? null : <Skeleton height={40} aria-label={t('panel.loading')} />}
    </FrontDoor>
  );
}

function Refused({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <FrontDoor title={t('consent.refusedTitle')}>
      <Alert severity="warning" data-testid="consent-refused">{text}</Alert>
      <Button href="/" variant="outlined">{t('nav.home')}</Button>
    </FrontDoor>
  );
}
