// Draws the PNG icons of the manifest from apps/clinic/public/icon.svg with a local Chromium.
// Run once after changing the drawing: npm run icons
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';

const folder = new URL('../apps/clinic/public/', import.meta.url);
const svg = await readFile(new URL('icon.svg', folder), 'utf8');
// A maskable icon fills its square and keeps the drawing in the middle 80 %.
const maskable = svg.replace('rx="112"', 'rx="0"').replace(/(<path)/g, '<g transform="translate(51 51) scale(0.8)">$1').replace(/(\/>)(?=<g|<\/svg>)/g, '$1</g>').replace('<rect width="512" height="512" rx="0" fill="#0b5c6b"/></g>', '<rect width="512" height="512" fill="#0b5c6b"/>');

const browser = await launch();
try {
  for (const [name, size, drawing] of [['icon-192.png', 192, svg], ['icon-512.png', 512, svg], ['icon-maskable-512.png', 512, maskable]]) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`);
    await page.screenshot({ path: fileURLToPath(new URL(name, folder)), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
