import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  reactStrictMode: true,
  // Compression would hold back server-sent events; a proxy in front compresses better anyway.
  compress: false,
  images: { unoptimized: true },
  // `npm test` checks the types of the whole project; a start need not wait for it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    '@cedar-policy/cedar-wasm',
    'pg',
    'graphile-worker',
    '@prisma/client',
    '@prisma/adapter-pg',
    'ajv',
    'ajv-formats',
    'esbuild',
  ],
  // Before the files of `public`, where they lie as they are written.
  rewrites: async () => ({ beforeFiles: [{ source: '/pep/:file', destination: '/pep-files/:file' }] }),
  // What every answer carries; the headers of pages, with their nonce, are proxy.ts's.
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
      ],
    },
  ],
};

export default config;
