import { useAuditChain } from '@carewright/core';
import { Status } from '@carewright/ui';
import Button from '@mui/material/Button';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../shell/words';
import { useLocale } from '../../shell/language';

/** Whether the log is whole: the hash chain checked from the first record to the last. */
export function ChainStatus() {
  const { t } = useTranslation();
  const locale = useLocale();
  const chain = useAuditChain();
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  return (
    <span role="status" data-testid="audit-chain" style={{ display: 'inline-flex', alignItems: 'center', gap: 8 }}>
      {chain.isFetching ? <Status tone="neutral">{t('audit.verifying')}</Status> : null}
      {!chain.isFetching && chain.isError ? <Status tone="warning">{errorText(t, chain.error)}</Status> : null}
      {!chain.isFetching && chain.data?.verified === true && !chain.data.lost ? <Status tone="success">{t('audit.verified', { records: number(chain.data.records) })}</Status> : null}
      {!chain.isFetching && chain.data?.verified === false ? <Status tone="danger">{t('audit.broken', { record: String(chain.data.firstBroken ?? '?') })}</Status> : null}
      {!chain.isFetching && chain.data?.lost ? <Status tone="danger">{t('audit.lost', { reference: chain.data.lost.reference, record: String(chain.data.lost.sequence) })}</Status> : null}
      <Button onClick={() => void chain.refetch()} disabled={chain.isFetching}>{t('audit.verify')}</Button>
    </span>
  );
}
