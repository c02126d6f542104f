import type { LogPlace, PlaceKind } from '@carewright/core';
import { formSecret, formText } from '../../../shell/forms';

/** Where a place is, in one line. */
export function targetOf({ path, syslog, s3 }: LogPlace): string {
  if (syslog) return `${syslog.host}:${syslog.port}`;
  return s3 ? `${s3.bucket}/${s3.prefix} (${s3.region})` : (path ?? '');
}

const orNull = (text: string): string | null => (text === '' ? null : text);

/** A place as its form says it. A secret that is left empty stays as it is at the server. */
export function placeOf(form: FormData, kind: PlaceKind): LogPlace {
  const text = (name: string) => formText(form, name);
  return {
    name: text('name'),
    kind,
    path: kind === 'file' ? text('path') : null,
    syslog: kind === 'syslog' ? { host: text('host'), port: Number(text('port')), fingerprint: orNull(text('fingerprint')) } : null,
    s3: kind === 's3'
      ? { bucket: text('bucket'), region: text('region'), endpoint: orNull(text('endpoint')), prefix: text('prefix'), accessKey: text('accessKey'), secretKey: formSecret(form, 'secretKey'), retainDays: Number(text('retainDays')) }
      : null,
  };
}
