import { daysUntil, type Amendment } from '@carewright/core';
import { Status, type Tone } from '@carewright/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Which record, as a person calls it; its kind where nothing more may be told. */
export function RecordWords({ request }: { request: Amendment }) {
  const { t } = useTranslation();
  const type = request.record.record.split('/')[0] ?? '';
  return <>{[t(`types.${type}`, { defaultValue: type }), request.about.title].filter(Boolean).join(': ')}</>;
}

const soonDays = 14;

/** How much time is left to answer, or what the answer was. */
export function Clock({ request }: { request: Amendment }) {
  const { t } = useTranslation();
  // As of when it came on screen: days, not seconds, are told.
  const [now] = useState(Date.now);
  if (request.record.decision) return <Status tone={request.record.decision.isAccepted ? 'success' : 'neutral'}>{t(request.record.decision.isAccepted ? 'rights.accepted' : 'rights.denied')}</Status>;
  const left = daysUntil(request.record.dueAt, now);
  const tone: Tone = left < 0 ? 'danger' : left <= soonDays ? 'warning' : 'neutral';
  return <Status tone={tone}>{left < 0 ? t('rights.lateBy', { count: -left }) : t('rights.dueIn', { count: left })}</Status>;
}
