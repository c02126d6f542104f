import type { Attachment } from '@carewright/fhir-client';

/** The bytes of an inline attachment. Throws nothing: text that is no base64 gives undefined. */
export function attachmentBytes(data: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (data === undefined) return undefined;
  try {
    const binary = atob(data.replace(/\s+/g, ''));
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
    return bytes;
  } catch {
    // Not base64: the reader says that the note cannot be shown, and its data stays one click away.
    return undefined;
  }
}

export interface MediaType {
  readonly essence: string;
  readonly charset: string;
}

export function mediaType(contentType: string | undefined): MediaType {
  const [essence = '', ...parameters] = (contentType ?? '').toLowerCase().split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice(8).replace(/"/g, '');
  return { essence, charset: charset ?? 'utf-8' };
}

/** Text of a text attachment in its own charset; an unknown charset is read as UTF-8. */
export function decodeText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

export function isText(attachment: Attachment): boolean {
  const { essence } = mediaType(attachment.contentType);
  return essence.startsWith('text/') || essence === 'application/xhtml+xml';
}
