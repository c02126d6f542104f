import react from '@vitejs/plugin-react';
import { defineConfig, type PluginOption } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { mockServer } from './dev/mock-plugin';

/** The server of `npm run dev`; CAREWRIGHT_SERVER names another. `npm run dev -- --mode mock` needs none. */
const server = process.env['CAREWRIGHT_SERVER'] ?? 'https://localhost:8443';
const doors = ['/fhir', '/auth', '/setup', '/users', '/audit', '/bulk', '/alerts', '/detection', '/incidents', '/my-record', '/privacy', '/proxies', '/health', '/import', '/in-basket/', '/in-house/', '/interfaces/'];

export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  plugins: [react(), pwa(), ...(mode === 'mock' ? [mockServer() as PluginOption] : [])],
  build: {
    target: 'es2022',
    sourcemap: false,
    manifest: true,
    // No data: URLs for scripts or styles, so that a strict Content-Security-Policy can hold.
    assetsInlineLimit: 0,
  },
  server: {
    port: 5173,
    ...(mode === 'mock' ? {} : { proxy: Object.fromEntries(doors.map((door) => [door, { target: server, secure: false, changeOrigin: true }])) }),
  },
}));

function pwa() {
  return VitePWA({
    // The reader decides when: a new version must not take away a screen that somebody is working on.
    registerType: 'prompt',
    injectRegister: false,
    includeAssets: ['icon.svg'],
    manifest: {
      id: '/', name: 'Carewright', short_name: 'Carewright', description: 'An electronic health record that a clinic owns',
      start_url: '/', scope: '/', display: 'standalone', background_color: '#f2f5f6', theme_color: '#0b5c6b',
      icons: [
        { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      ],
    },
    workbox: {
      // The app's own files and nothing else: no answer that carries a record is ever stored.
      globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'],
      runtimeCaching: [],
      navigateFallback: '/index.html',
      navigateFallbackDenylist: [/^\/(\.well-known|fhir|auth|setup|users|audit|account|alerts|detection|incidents|policies|break-glass|emergency|my-record|privacy|proxies|health|import)(\/|$)/, /^\/(in-basket|in-house|interfaces)\//],
      cleanupOutdatedCaches: true,
      // The first visit is served by it already, so that the second works without a network.
      clientsClaim: true,
    },
  });
}
