import { attachmentBytes, decodeText, isText, mediaType, useServer } from '@carewright/core';
import type { Attachment, Binary } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../shell/words';

const HtmlNote = lazy(() => import('./html-note'));

/** A note as its writer meant it to be read: plain text, cleaned HTML, an image, or a file to open. */
export function NoteReader({ attachment }: { attachment: Attachment }) {
  const { t } = useTranslation();
  const { client } = useServer();
  const elsewhere = attachment.data === undefined && attachment.url ? binaryReference(attachment.url) : undefined;
  const fetched = useQuery({
    queryKey: ['resource', 'binary', elsewhere],
    enabled: elsewhere !== undefined,
    queryFn: ({ signal }) => client.read<Binary>(elsewhere ?? '', signal),
  });
  const data = attachment.data ?? fetched.data?.data;
  const bytes = useMemo(() => attachmentBytes(data), [data]);
  if (fetched.isError) return <Alert severity="error">{errorText(t, fetched.error)}</Alert>;
  if (elsewhere !== undefined && fetched.isPending) return <Skeleton height={80} />;
  if (!bytes) return <Alert severity="info">{t('detail.noContent')}</Alert>;
  return <NoteBody attachment={{ ...attachment, data, contentType: attachment.contentType ?? fetched.data?.contentType }} bytes={bytes} />;
}

function binaryReference(url: string): string | undefined {
  return /(?:^|\/)(Binary\/[A-Za-z0-9.-]{1,64})$/.exec(url)?.[1];
}

function NoteBody({ attachment, bytes }: { attachment: Attachment; bytes: Uint8Array<ArrayBuffer> }) {
  const { essence, charset } = mediaType(attachment.contentType);
  if (isText(attachment)) {
    const text = decodeText(bytes, charset);
    if (essence === 'text/html' || essence === 'application/xhtml+xml') return <Suspense fallback={<Skeleton height={80} />}><HtmlNote html={text} /></Suspense>;
    return <Box data-testid="note-text" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: '0.875rem', lineHeight: 1.55, maxWidth: '75ch' }}>{text}</Box>;
  }
  return <FileNote attachment={attachment} bytes={bytes} essence={essence} />;
}

const images = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

function FileNote({ attachment, bytes, essence }: { attachment: Attachment; bytes: Uint8Array<ArrayBuffer>; essence: string }) {
  const { t } = useTranslation();
  if (images.includes(essence)) {
    return <Box component="img" src={`data:${essence};base64,${attachment.data ?? ''}`} alt={attachment.title ?? t('detail.image')} sx={{ maxWidth: '100%' }} />;
  }
  return <Button onClick={() => openFile(bytes, essence, attachment.title)} variant="outlined" sx={{ justifySelf: 'start' }}>{t('detail.openFile', { type: essence || '?' })}</Button>;
}

/** Only a type that runs no script is opened as what it says it is; everything else is saved as plain bytes. */
function openFile(bytes: Uint8Array<ArrayBuffer>, essence: string, title: string | undefined): void {
  const opens = essence === 'application/pdf';
  const url = URL.createObjectURL(new Blob([bytes], { type: opens ? essence : 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  if (opens) Object.assign(link, { target: '_blank', rel: 'noopener' });
  else link.download = title ?? 'attachment';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
