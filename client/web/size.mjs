#!/usr/bin/env node
// What a browser fetches before the first page shows, compressed: 250 kB is the bound.
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bound = 250_000;
const dist = fileURLToPath(new URL('../../build/web/desk/', import.meta.url));
const html = readFileSync(`${dist}index.html`, 'utf8');
const files = [...new Set(html.match(/assets\/[\w.-]+\.(?:js|css)/g))];
const total = (ending) => ['index.html', ...files].reduce((sum, file) => sum + statSync(`${dist}${file}${ending}`).size, 0);
const [gzip, brotli] = [total('.gz'), total('.br')];
console.log(`first load: ${files.length + 1} files, ${gzip} bytes gzip, ${brotli} bytes brotli (bound: ${bound})`);
process.exit(gzip <= bound ? 0 : 1);
