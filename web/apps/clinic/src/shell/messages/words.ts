import type { MessageReason, MessageState } from '@carewright/core';
import type { Tone } from '@carewright/ui';
import type { useTranslation } from 'react-i18next';

type Translate = ReturnType<typeof useTranslation>['t'];

/** What kind of message it is, for who does not know the standard; the code itself where there is no word for it. */
export function messageKind(t: Translate, type: string): string {
  const [kind = '', event = ''] = type.split('^');
  const general = t(`interfaces.kind.${kind}`, { defaultValue: type === '' || type === '^' ? t('interfaces.kind.unreadable') : type });
  return t(`interfaces.kind.${kind}-${event}`, { defaultValue: general });
}

/** Why a message is where it is; the server's own sentence where this app has none. */
export function reasonText(t: Translate, reason: MessageReason): string {
  // A person's own words are the reason itself.
  return reason.code === 'discarded' ? t('interfaces.discardedBecause', { reason: reason.text }) : t(`interfaces.reason.${reason.code}`, { defaultValue: reason.text });
}

export const stateTones: Readonly<Record<MessageState, Tone>> = { Received: 'info', Applied: 'success', Held: 'warning', Dead: 'danger', Discarded: 'neutral', Duplicate: 'neutral' };
