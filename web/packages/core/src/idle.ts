/** What the session's clock says: still fine, about to end, or over. */
export type IdleState = { readonly kind: 'active' } | { readonly kind: 'warning'; readonly secondsLeft: number } | { readonly kind: 'over' };

export const warningSeconds = 60;

/** `lastActivity` and `now` in epoch milliseconds; the session also ends at `expiresAt` whatever the activity. */
export function idleState(lastActivity: number, idleTimeoutSeconds: number, expiresAt: number, now: number): IdleState {
  const end = Math.min(lastActivity + idleTimeoutSeconds * 1000, Number.isNaN(expiresAt) ? Infinity : expiresAt);
  const secondsLeft = Math.ceil((end - now) / 1000);
  if (secondsLeft <= 0) return { kind: 'over' };
  return secondsLeft <= warningSeconds ? { kind: 'warning', secondsLeft } : { kind: 'active' };
}
