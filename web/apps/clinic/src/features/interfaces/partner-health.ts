import type { PartnerState, PartnerTrouble, PortState } from '@carewright/core';

export type Health = 'off' | 'problem' | 'attention' | 'well';

/** What somebody should know about a partner: a key of a sentence, and what fills it. */
export interface Finding {
  readonly key: PartnerTrouble | 'opening' | 'dead' | 'held';
  readonly isProblem: boolean;
  readonly count?: number;
  readonly port?: number;
  readonly why?: string;
}

/** What the server finds wrong, and what waits for people. */
export function findingsOf(state: PartnerState, ports: readonly PortState[]): Finding[] {
  if (!state.settings.isEnabled) return [];
  const { Dead: dead = 0, Held: held = 0 } = state.messages;
  const number = state.settings.receive?.port;
  const port = ports.find((one) => one.port === number);
  return [
    ...state.troubles.map((key) => ({ key, isProblem: true, ...(number === undefined ? {} : { port: number }), why: port?.fault ?? '' })),
    ...(number === undefined || port?.isOpen || state.troubles.includes('PortClosed') ? [] : [{ key: 'opening', isProblem: false, port: number } as const]),
    ...(dead > 0 ? [{ key: 'dead', isProblem: true, count: dead } as const] : []),
    ...(held > 0 ? [{ key: 'held', isProblem: false, count: held } as const] : []),
  ];
}

export function healthOf(state: PartnerState, findings: readonly Finding[]): Health {
  if (!state.settings.isEnabled) return 'off';
  if (findings.some((one) => one.isProblem)) return 'problem';
  return findings.length > 0 ? 'attention' : 'well';
}
