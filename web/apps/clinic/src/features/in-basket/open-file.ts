import { attachmentBytes, mediaType, type ReviewFile } from '@carewright/core';

/** What a browser shows without running anything of it. */
const shown = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const kept = 60_000;

/** Opens a file of a report in a tab of its own; what is no picture and no PDF is saved. */
export function openFile(file: ReviewFile): void {
  const bytes = attachmentBytes(file.data ?? undefined);
  if (!bytes) return;
  const { essence } = mediaType(file.contentType ?? undefined);
  const isShown = shown.has(essence);
  const url = URL.createObjectURL(new Blob([bytes], { type: isShown ? essence : 'application/octet-stream' }));
  const link = document.createElement('a');
  Object.assign(link, { href: url, ...(isShown ? { target: '_blank', rel: 'noopener' } : { download: 'report' }) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), kept);
}
