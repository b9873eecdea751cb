// A server of its own with a newsroom in it, and browsers that look at its desk.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(join(root, 'client/web/package.json'));
const { chromium } = require('playwright-core');

export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const shots = process.env.FACTCHECK_WEB_SHOTS ?? '';

const binary = process.env.FACTCHECKD ?? join(root, 'build/dev/server/factcheckd');
export const clientProgram = process.env.FACTCHECK ?? join(root, 'build/dev/client/cli/factcheck');
const webRoot = process.env.FACTCHECK_WEB_ROOT ?? join(root, 'build/web/desk');
const startTimeout = 60_000;

/** Resolves once `path` is there. */
function fileAppears(directory, path) {
  return new Promise((resolve, reject) => {
    const watcher = watch(directory, look);
    const timer = setTimeout(() => done(new Error(`${path} did not appear`)), startTimeout);
    function done(error) {
      clearTimeout(timer);
      watcher.close();
      if (error) reject(error);
      else resolve();
    }
    function look() {
      if (existsSync(path) && readFileSync(path, 'utf8').trim()) done();
    }
    look();
  });
}

/** A server in a process and a directory of its own. */
export async function startServer({ engine = 'memory', directory = mkdtempSync(join(tmpdir(), 'desk-')), httpPort = 0 } = {}) {
  const portFile = join(directory, `http-port-${randomUUID()}`);
  const rpcPortFile = `${portFile}-rpc`;
  const child = spawn(
    binary,
    [
      '--listen', '127.0.0.1:0', '--http-listen', `127.0.0.1:${httpPort}`, '--http-port-file', portFile, '--port-file', rpcPortFile,
      '--data', directory, '--engine', engine, '--web-root', webRoot,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (bytes) => (log = (log + bytes).slice(-20_000)));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await Promise.race([
    Promise.all([fileAppears(directory, portFile), fileAppears(directory, rpcPortFile)]),
    ended.then((code) => Promise.reject(new Error(`the server ended with ${code}: ${log}`))),
  ]);
  const port = Number(readFileSync(portFile, 'utf8'));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return {
    directory,
    port,
    rpcAddress: `127.0.0.1:${readFileSync(rpcPortFile, 'utf8').trim()}`,
    url: `http://127.0.0.1:${port}`,
    adminKey: readFileSync(join(directory, 'admin.key'), 'utf8').trim(),
    log: () => log,
    ended,
    stop,
    async end() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Calls with a key, as another program would; throws what the server says. */
export function caller(server, key) {
  return async (method, request = {}) => {
    const answer = await fetch(`${server.url}/factcheck.v1.${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Connect-Protocol-Version': '1', Authorization: `Bearer ${key}` },
      body: JSON.stringify(request),
    });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(`${method}: ${body.code}: ${body.message}`), { code: body.code });
    return body;
  };
}

/** The Gazette: Ana writes and publishes, Ben reviews, Cleo edits standards, Otto reads from outside. */
export async function foundNewsroom(server) {
  const admin = caller(server, server.adminKey);
  await admin('Publishers/CreatePublisher', {
    publisherId: 'gazette',
    publisher: { displayName: 'The Gazette', domains: ['gazette.example'], defaultLanguage: 'en', homeUrl: 'https://gazette.example/' },
  });
  const label = (text, german) => [{ language: 'en', text }, { language: 'de', text: german }];
  await admin('Publishers/CreateRatingScale', {
    parent: 'publishers/gazette',
    ratingScaleId: 'truth',
    ratingScale: {
      displayName: 'Truth',
      ratings: [
        { code: 'false', labels: label('False', 'Falsch'), normal: 'NORMAL_RATING_FALSE', ordinal: 1, definitions: label('The evidence says the opposite.', 'Die Belege sagen das Gegenteil.') },
        { code: 'half', labels: label('Half true', 'Halb wahr'), normal: 'NORMAL_RATING_MIXED', ordinal: 2 },
        { code: 'true', labels: label('True', 'Wahr'), normal: 'NORMAL_RATING_TRUE', ordinal: 3 },
        { code: 'unproven', labels: label('Unproven', 'Unbelegt'), normal: 'NORMAL_RATING_OTHER' },
      ],
    },
  });
  await admin('Publishers/UpdatePublisher', {
    publisher: { name: 'publishers/gazette', defaultRatingScale: 'publishers/gazette/ratingScales/truth' },
    updateMask: 'defaultRatingScale',
  });
  const person = async (id, displayName, memberRoles, roles = []) => {
    await admin('Admin/CreateActor', { actorId: id, actor: { displayName, kind: 'ACTOR_KIND_HUMAN', roles } });
    if (memberRoles.length) {
      await admin('Publishers/SetMember', { member: { name: `publishers/gazette/members/${id}`, roles: memberRoles } });
    }
    const { secret } = await admin('Admin/CreateApiKey', { parent: `actors/${id}` });
    return { key: secret, name: displayName, call: caller(server, secret) };
  };
  return {
    admin: { key: server.adminKey, call: admin },
    ana: await person('ana', 'Ana Almeida', ['ROLE_FACT_CHECKER', 'ROLE_PUBLISHER']),
    ben: await person('ben', 'Ben Okafor', ['ROLE_REVIEWER', 'ROLE_FACT_CHECKER']),
    cleo: await person('cleo', 'Cleo Marsh', ['ROLE_STANDARDS_EDITOR', 'ROLE_ADMIN']),
    otto: await person('otto', 'Otto Outside', [], ['ROLE_CONSUMER']),
  };
}

export const openBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
  });

/** A person's window: nothing shared with other windows. What the page complains of is collected. */
export async function openWindow(browser, server, { width = 1280, height = 800, scheme = 'light', locale = 'en-GB', timezoneId = 'Europe/Berlin' } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale,
    timezoneId,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // The browser itself logs every answer that is not 2xx; those are asked for in tests of refusals.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
  const outside = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) outside.push(request.url());
  });
  return {
    page,
    context,
    complaints,
    outside,
    open: (path) => page.goto(`${server.url}/desk${path}`),
    async signIn(key, path = '/') {
      await page.goto(`${server.url}/desk${path}`);
      await page.getByLabel('Your key').fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('banner').waitFor();
    },
    async shoot(name) {
      if (!shots) return;
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${name}.png`) });
    },
  };
}
