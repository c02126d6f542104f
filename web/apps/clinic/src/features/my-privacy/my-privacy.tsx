import { disclosuresDocument, useDisclosures, useLooks } from '@carewright/core';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Page } from '../../shell/page';
import { Line, Section } from '../../shell/section';
import { codeWord } from '../../shell/words';
import { Proxies } from './proxies';
import { Requests } from './requests';

/** What a patient may know and ask of the own record: corrections, who acts for them, who looked at it, to whom it went. */
export function MyPrivacy() {
  const { t } = useTranslation();
  return (
    <Page title={t('privacy.title')}>
      <Typography sx={{ mb: 2, maxWidth: 760 }}>{t('privacy.intro')}</Typography>
      <Requests />
      <Proxies />
      <Looks />
      <Disclosures />
    </Page>
  );
}

function Looks() {
  const { t } = useTranslation();
  const dates = useDates();
  const looks = useLooks();
  const lines = looks.data?.looks ?? [];
  return (
    <Section title={t('privacy.looks')} query={looks} empty={t('privacy.looksEmpty')} isEmpty={lines.length === 0}>
      {lines.map((look) => (
        <Line key={`${look.firstAt} ${look.name}`} testId="look">
          <Typography sx={{ fontWeight: 600 }}>{look.name}</Typography>
          <Typography variant="body2">{[look.relationship ? t('proxy.look', { relationship: codeWord(t, 'relationship', look.relationship) }) : codeWord(t, 'role', look.role), look.deeds.map((deed) => t(`privacy.deed.${deed}`)).join(', ')].join(' · ')}</Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[dates.dateTime(look.firstAt), ...look.kinds.map((kind) => t(`types.${kind}`, { defaultValue: kind }))].join(' · ')}</Typography>
        </Line>
      ))}
    </Section>
  );
}

function Disclosures() {
  const { t } = useTranslation();
  const dates = useDates();
  const disclosures = useDisclosures();
  const lines = disclosures.data?.lines ?? [];
  const paper = <Button variant="outlined" href={disclosuresDocument} download data-testid="disclosures-document">{t('privacy.document')}</Button>;
  return (
    <Section title={t('privacy.disclosures')} action={paper} query={disclosures} empty={t('privacy.disclosuresEmpty')} isEmpty={lines.length === 0}>
      {lines.map((line) => (
        <Line key={`${line.first} ${line.to} ${line.what} ${line.purpose}`} testId="disclosure">
          <Typography sx={{ fontWeight: 600 }}>{line.to}</Typography>
          <Typography variant="body2">{[line.what, codeWord(t, 'purpose', line.purpose)].join(' · ')}</Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>{line.times === 1 ? dates.date(line.last) : t('privacy.several', { count: line.times, first: dates.date(line.first), last: dates.date(line.last) })}</Typography>
        </Line>
      ))}
    </Section>
  );
}
