import { usePartners, useZone } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Section } from '../../shell/section';
import { draftOf, newDraft } from './partner-draft';
import { PartnerForm, type Editing } from './partner-form';
import { PartnerLine } from './partner-line';

interface PartnersProps {
  readonly editing: Editing | undefined;
  readonly onEdit: (editing: Editing | undefined) => void;
  readonly onTry: () => void;
  readonly canChange: boolean;
}

/** All partners and how they do; or one of them, being changed. */
export function Partners({ editing, onEdit, onTry, canChange }: PartnersProps) {
  const { t } = useTranslation();
  const zone = useZone();
  const partners = usePartners();
  const all = partners.data?.partners ?? [];
  const unknown = partners.data?.unknown.Dead ?? 0;
  if (editing) return <PartnerForm editing={editing} taken={all.map((one) => one.settings.id)} onChange={onEdit} onTry={onTry} onClose={() => onEdit(undefined)} />;
  return (
    <>
      <Typography sx={{ mb: 1.5, maxWidth: 760 }}>{t('interfaces.intro')}</Typography>
      {unknown > 0 ? <Alert severity="warning" sx={{ mb: 1.5 }} data-testid="unknown-senders">{t('interfaces.unknown', { count: unknown })}</Alert> : null}
      <Section
        title={t('interfaces.partners')} query={partners} empty={t('interfaces.none')} isEmpty={all.length === 0}
        action={<Button variant="contained" startIcon={<Icon name="add" />} disabled={!canChange} onClick={() => onEdit({ isNew: true, draft: newDraft(zone) })} data-testid="partner-add">{t('interfaces.add')}</Button>}
      >
        {all.map((one) => <PartnerLine key={one.settings.id} state={one} ports={partners.data?.ports ?? []} now={partners.dataUpdatedAt} canChange={canChange} onEdit={() => onEdit({ isNew: false, draft: draftOf(one.settings) })} />)}
      </Section>
    </>
  );
}
