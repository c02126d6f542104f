import type { AppEdit, RegisteredApp } from '@carewright/core';
import { formText } from '../../shell/forms';

export const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Only what differs is sent: what stays must not look like a change, which would take the approval back. */
export function changesOf(app: RegisteredApp, form: FormData): AppEdit {
  const text = (name: string) => formText(form, name);
  const has = (name: string) => form.get(name) !== null;
  const [redirectUris, scopes] = [words(text('redirectUris')), words(text('scopes')).join(' ')];
  return {
    ...(text('name') === app.name ? {} : { name: text('name') }),
    ...(text('description') === app.description ? {} : { description: text('description') }),
    ...(!has('redirectUris') || redirectUris.join(' ') === app.redirectUris.join(' ') ? {} : { redirectUris }),
    ...(!has('launchUri') || text('launchUri') === (app.launchUri ?? '') ? {} : { launchUri: text('launchUri') }),
    ...(scopes === app.scopes ? {} : { scopes }),
    ...(text('jwks') === '' ? {} : { jwks: text('jwks') }),
    ...(text('jwksUri') === '' || text('jwksUri') === app.jwksUri ? {} : { jwksUri: text('jwksUri') }),
  };
}
