import type { PartnerState, PortState } from '@carewright/core';

const minute = 60_000;
/** A message that is still to be applied after this long is stuck. */
const patience = 10 * minute;
/** A partner that sent before, and has sent nothing for this long, may have lost its way here. */
const silence = 24 * 60 * minute;

export type Health = 'off' | 'problem' | 'attention' | 'well';

/** What somebody should know about a partner: a key of a sentence, and what fills it. */
export interface Finding {
  readonly key: 'portClosed' | 'portOpening' | 'stuck' | 'dead' | 'held' | 'silent';
  readonly isProblem: boolean;
  readonly count?: number;
  readonly port?: number;
  readonly why?: string;
}

export function findingsOf(state: PartnerState, ports: readonly PortState[], now: number): Finding[] {
  if (!state.settings.isEnabled) return [];
  const { messages } = state;
  return [
    ...portFindings(state, ports),
    ...(state.oldestOpen !== null && now - Date.parse(state.oldestOpen) > patience ? [{ key: 'stuck', isProblem: true } as const] : []),
    ...((messages.Dead ?? 0) > 0 ? [{ key: 'dead', isProblem: true, count: messages.Dead ?? 0 } as const] : []),
    ...((messages.Held ?? 0) > 0 ? [{ key: 'held', isProblem: false, count: messages.Held ?? 0 } as const] : []),
    ...(state.lastAt !== null && now - Date.parse(state.lastAt) > silence ? [{ key: 'silent', isProblem: false } as const] : []),
  ];
}

function portFindings({ settings }: PartnerState, ports: readonly PortState[]): Finding[] {
  const port = settings.receive?.port;
  const open = ports.find((one) => one.port === port);
  if (port === undefined || open?.isOpen) return [];
  return open?.fault ? [{ key: 'portClosed', isProblem: true, port, why: open.fault }] : [{ key: 'portOpening', isProblem: false, port }];
}

export function healthOf(state: PartnerState, findings: readonly Finding[]): Health {
  if (!state.settings.isEnabled) return 'off';
  if (findings.some((one) => one.isProblem)) return 'problem';
  return findings.length > 0 ? 'attention' : 'well';
}
