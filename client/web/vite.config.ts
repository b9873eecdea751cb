import { gzipSync, brotliCompressSync } from 'node:zlib';
import { readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { DEFAULT_THEME, convertCssVariables, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { theme } from './src/ui/theme.ts';

const out = fileURLToPath(new URL('../../build/web/desk', import.meta.url));

// Mantine's variables as a file, so that the page needs no inline style elements and the
// Content-Security-Policy can refuse them.
function mantineVariables(): Plugin {
  const id = 'virtual:mantine-variables.css';
  return {
    name: 'mantine-variables',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (source) =>
      source === `\0${id}`
        ? convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)), ':root')
        : null,
  };
}

// .gz and .br beside every text file: the server sends them as they are.
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    closeBundle() {
      for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (!entry.isFile() || !/\.(js|css|html|svg)$/.test(entry.name)) continue;
        const bytes = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(bytes));
      }
    },
  };
}

export default defineConfig({
  base: '/desk/',
  plugins: [react(), mantineVariables(), precompress()],
  resolve: {
    alias: {
      '@gen': fileURLToPath(new URL('./src/gen/factcheck/v1', import.meta.url)),
      '@': fileURLToPath(new URL('./src', import.meta.url)),
    },
  },
  build: { outDir: out, emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022' },
  // Against a server that was started apart: FACTCHECK_HTTP=http://127.0.0.1:8444 npm run dev
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['^/factcheck\\.v1\\.', '/session', '/healthz'].map((path) => [
        path,
        { target: process.env.FACTCHECK_HTTP ?? 'http://127.0.0.1:8444' },
      ]),
    ),
  },
  test: { environment: 'jsdom', setupFiles: ['src/test/setup.ts'], include: ['src/**/*.test.{ts,tsx}'], testTimeout: 60_000 },
});
