import type { CertificateDraft, CertificateKind } from '@carewright/core';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';

const text = { htmlInput: { spellCheck: false, style: { fontFamily: 'monospace', fontSize: '0.75rem' } } } as const;

/** The certificates by which a partner proves itself, as text. */
export function CertificateFields({ kind, subject = '' }: { kind: CertificateKind; subject?: string }) {
  const { t } = useTranslation();
  if (kind === 'own-certificate') return <TextField name="own" label={t('apps.certificates.own')} helperText={t('apps.certificates.ownHelp')} required multiline minRows={3} maxRows={10} autoComplete="off" slotProps={text} />;
  return (
    <>
      <TextField name="issuer" label={t('apps.certificates.issuer')} helperText={t('apps.certificates.issuerHelp')} required multiline minRows={3} maxRows={10} autoComplete="off" slotProps={text} />
      <TextField name="subject" label={t('apps.certificates.subject')} helperText={t('apps.certificates.subjectHelp')} required defaultValue={subject} autoComplete="off" />
    </>
  );
}

const end = '-----END CERTIFICATE-----';

/** The certificates of a text, one by one: a file may hold two. */
export function certificatesIn(pem: string): readonly string[] {
  const parts = pem.split(end).map((part) => part.trim());
  const tail = parts.pop() ?? '';
  return [...parts.map((part) => `${part}\n${end}\n`), ...(tail === '' ? [] : [tail])];
}

export function readCertificates(form: FormData, kind: CertificateKind): CertificateDraft {
  return kind === 'own-certificate' ? { own: certificatesIn(formText(form, 'own')) } : { issuer: formText(form, 'issuer'), subject: formText(form, 'subject') };
}
