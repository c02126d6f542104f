import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows for a key at a moment (RFC 6238). */
export function totpCode(key: string, at = Date.now()): string {
  const bits = Array.from(key.replaceAll(' ', '')).map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Sets up an authenticator app on the screen that shows its key; the key. */
export async function setUpApp(page: Page): Promise<string> {
  const shown = page.getByTestId('totp-secret');
  await page.waitForFunction(() => (document.querySelector('[data-testid="totp-secret"]')?.textContent ?? '').length > 30);
  const key = (await shown.textContent()) ?? '';
  await page.getByTestId('totp-code').fill(totpCode(key));
  await page.getByTestId('totp-confirm').click();
  await page.getByTestId('recovery-codes').waitFor();
  return key;
}

/** A device that keeps passkeys and knows its user's finger, as the DevTools protocol offers one. */
export async function addAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
}
