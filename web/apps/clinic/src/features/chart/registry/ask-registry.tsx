import { useRegistries } from '@carewright/core';
import Button from '@mui/material/Button';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RegistryDialog } from './registry-dialog';

/** The way to what a registry has of the patient; not there where no registry is connected. */
export function AskRegistry() {
  const { t } = useTranslation();
  const { patientId } = useParams({ from: '/patients/$patientId' });
  const [isOpen, setOpen] = useState(false);
  const registries = useRegistries().data ?? [];
  if (registries.length === 0) return null;
  return (
    <>
      <Button size="small" className="not-on-paper" onClick={() => setOpen(true)} data-testid="ask-registry">{t('registry.ask')}</Button>
      {isOpen ? <RegistryDialog patientId={patientId} registries={registries} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
