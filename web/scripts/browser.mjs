// A quiet local Chromium for the scripts that need a real browser. CHROMIUM names another executable.
import { chromium } from 'playwright-core';

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // A service worker of a server with a certificate of its own making is refused whatever the page was allowed.
    args: ['--ignore-certificate-errors', '--no-sandbox', '--headless', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}
