import { useTranslation } from 'react-i18next';
import { Page } from '../../../shell/page';
import { LogNav } from '../../../shell/sub-nav';
import { Places } from './places';
import { Retention } from './retention';

/** Where the audit log's signed checkpoints go beside this server, and how long the log is kept. */
export function LogKeeping() {
  const { t } = useTranslation();
  return (
    <Page title={t('logKeeping.title')}>
      <LogNav />
      <Places />
      <Retention />
    </Page>
  );
}
