// Every page, at three widths and in both colour schemes: nothing serious for axe, nothing wider than the
// window. FACTCHECK_WEB_SHOTS=DIR keeps pictures to look at.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { axeSource, foundNewsroom, openBrowser, openWindow, shots, startServer } from './support.mjs';

let server;
let people;
let browser;

/** A newsroom at work: something of everything. */
async function fill() {
  const { ana, ben, cleo, admin } = people;
  const claim = async (id, statement, more = {}) => {
    await ana.call('Claims/CreateClaim', { claimId: id, claim: { statement, language: 'en', ...more } });
  };
  await claim('bridge', 'The bridge over the Lenne was closed for a year, and nobody told the people who live on the other bank.', {
    claimants: [{ name: 'Mayor Hartwig', kind: 'KIND_PERSON', role: 'Mayor of Lennestadt' }],
    claimDate: { year: 2023, month: 2, day: 17 },
    claimPlace: 'Town hall meeting',
    context: 'Said in answer to a question about the budget for roads.',
    topics: ['traffic', 'roads', 'local politics'],
    appearances: [
      { url: 'https://news.example/mayor-speech', author: 'Lenne News', quote: 'It was closed for a year, and nobody was told.', publishDate: { year: 2023, month: 2, day: 18 } },
      { url: 'https://x.com/lenne/status/1625', author: '@lenne' },
    ],
  });
  await ana.call('Claims/AcceptClaim', { name: 'claims/bridge', note: 'Easy to check with the road office.' });
  await ana.call('Claims/AssignClaim', { name: 'claims/bridge', assignee: 'actors/ana' });
  const evidence = async (id, stance, kind, citation, url, more = {}) =>
    ana.call('Claims/AddEvidence', { parent: 'claims/bridge', evidenceId: id, evidence: { stance, kind, citation, url, ...more } });
  await evidence('closures', 'STANCE_REFUTES', 'KIND_PRIMARY', 'Road office: list of closures 2022', 'https://roads.example/closures/2022', {
    publisher: 'State road office', quote: 'L 715, bridge over the Lenne: 1 March to 3 May.', publishDate: { year: 2022, month: 12 },
  });
  await evidence('notice', 'STANCE_REFUTES', 'KIND_PRIMARY', 'Notice to households, 14 February 2022', 'https://town.example/notice.pdf');
  await evidence('letter', 'STANCE_SUPPORTS', 'KIND_SECONDARY', 'Letter to the editor', 'https://news.example/letters/9', { note: 'Speaks of “months”, not of a year.' });
  await evidence('map', 'STANCE_CONTEXT', 'KIND_DATASET', 'Map of detours', 'https://roads.example/map');
  await ana.call('Claims/WithdrawEvidence', { name: 'claims/bridge/evidence/map', reason: 'It shows another bridge.' });
  const revision = {
    rating: { code: 'false' },
    title: 'The bridge was closed for nine weeks, and every household was told',
    summary: 'The road office lists a closure from 1 March to 3 May 2022. The town sent a notice to all households two weeks before.',
    explanation: '## What was said\n\nThe mayor said that the bridge was closed **for a year**.\n\n## What we found\n\nThe [list of closures](https://roads.example/closures/2022) has one entry:\n\n- 1 March to 3 May 2022, resurfacing\n\nA notice went to all households on 14 February.',
    language: 'en',
    url: 'https://gazette.example/bridge',
    authors: ['Ana Almeida'],
    citations: [{ evidence: 'claims/bridge/evidence/closures', note: 'the dates' }, { evidence: 'claims/bridge/evidence/notice' }],
  };
  const verdict = 'claims/bridge/verdicts/gazette';
  await ana.call('Verdicts/CreateDraft', { parent: 'claims/bridge', publisher: 'publishers/gazette', revision });
  await ana.call('Verdicts/SubmitVerdict', { name: verdict });
  await ben.call('Verdicts/ApproveVerdict', { name: verdict, comment: 'Checked the list myself.' });
  await ana.call('Verdicts/PublishVerdict', { name: verdict });
  await ana.call('Verdicts/CorrectVerdict', {
    name: verdict, kind: 'KIND_CORRECTION', publicNote: 'We had the end of the closure wrong: it was 3 May, not 3 June.',
    revision: { summary: 'The road office lists a closure from 1 March to 3 May 2022, nine weeks. A notice went to all households.' }, updateMask: 'summary',
  });
  await ana.call('Verdicts/SubmitVerdict', { name: verdict });
  await ben.call('Verdicts/RequestChanges', { name: verdict, comment: 'Say in the summary when the notice was sent.' });
  await ana.call('Verdicts/UpdateDraft', { name: verdict, revision: { summary: 'The road office lists a closure from 1 March to 3 May 2022, nine weeks. A notice went to all households on 14 February.' }, updateMask: 'summary' });
  await ana.call('Verdicts/SubmitVerdict', { name: verdict });

  await claim('budget', 'The town spends half of its budget on roads.', { claimants: [{ name: 'Citizens for Parks', kind: 'KIND_ORGANIZATION' }], topics: ['budget'] });
  await ana.call('Claims/AcceptClaim', { name: 'claims/budget' });
  await ana.call('Verdicts/CreateDraft', { parent: 'claims/budget', publisher: 'publishers/gazette', revision: { title: 'It is a fifth', language: 'en', rating: { code: 'half' } } });
  await claim('water', 'المياه في المدينة غير صالحة للشرب منذ شهر.', { language: 'ar', claimants: [{ name: 'منشورات متداولة', kind: 'KIND_CROWD' }], topics: ['water'] });
  await claim('school', 'Three of four pupils in the district cannot swim at the end of primary school.', { claimants: [{ name: 'Dr. Ilse Brandt' }], topics: ['schools', 'sport'] });
  await claim('tree', 'The oldest tree of the country stands in our park.', { topics: ['nature'] });
  await claim('trees', 'Our park has the oldest tree in the country.');
  await ana.call('Claims/SuggestRelationship', { parent: 'claims/trees', relationship: { target: 'claims/tree', type: 'TYPE_PARAPHRASE_OF', score: 0.93, note: 'Same tree.' } });
  await cleo.call('Publishers/SetMember', { member: { name: 'publishers/gazette/members/cleo', roles: ['ROLE_STANDARDS_EDITOR', 'ROLE_ADMIN'] } });
  await admin.call('Admin/CreateActor', { actorId: 'helper', actor: { displayName: 'Draft helper', kind: 'ACTOR_KIND_AI' } });
}

before(async () => {
  server = await startServer();
  people = await foundNewsroom(server);
  await fill();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.end();
});

const pages = {
  queue: ['ana', '/queue/all', 'Citizens for Parks'],
  'queue-empty': ['ana', '/queue/embargoed', 'Nothing here'],
  'queue-review': ['ben', '/queue/review', 'Correction'],
  claim: ['ana', '/claims/bridge', 'Show all'],
  'claim-related': ['ana', '/claims/trees', 'Same tree.'],
  'claim-rtl': ['ana', '/claims/water', 'Claim brought in'],
  'claim-missing': ['ana', '/claims/nothing', 'There is no such claim'],
  'new-claim': ['ana', '/new?statement=The%20bridge%20over%20the%20Lenne', 'Bring it in'],
  check: ['ana', '/check?q=The%20oldest%20tree%20of%20the%20country%20stands%20in%20our%20park.', 'Maybe'],
  'check-text': ['ana', '/check?q=The%20bridge%20over%20the%20Lenne%20was%20never%20closed%20for%20two%20years', 'Says the same'],
  'check-nothing': ['otto', '/check?q=Xylophone', 'Nothing is known'],
  search: ['ana', '/search?q=bridge%20-status%3Adeclined', 'Mayor Hartwig'],
  'search-wrong': ['ana', '/search?q=status%3A', 'without a value'],
  'search-none': ['otto', '/search?q=bridge%20status%3Adeclined', 'No claim fits'],
  'search-rtl': ['ana', '/search?q=%D8%A7%D9%84%D9%85%D9%8A%D8%A7%D9%87', 'منشورات'],
  'verdict-editor': ['ana', '/claims/budget/verdicts/gazette', 'Saved'],
  'verdict-review': ['ben', '/claims/bridge/verdicts/gazette', 'Request changes'],
  'verdict-outside': ['otto', '/claims/bridge/verdicts/gazette', 'Revisions'],
  publishers: ['cleo', '/publishers', 'The Gazette'],
  publisher: ['cleo', '/publishers/gazette', 'Before publication'],
  people: ['admin', '/people', 'Draft helper'],
  'person-keys': ['admin', '/people?actor=ana', 'Make a key'],
  me: ['ana', '/me', 'Where you work'],
};

const widths = { phone: [390, 844], tablet: [820, 1100], wide: [1600, 950] };

async function serious(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary.split('\n')[1]}`).slice(0, 3).join(' | ')}`);
}

async function look(window, name, text) {
  const { page } = window;
  await page.getByText(text).first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-label=Loading]'));
  await window.shoot(name);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [...(await serious(page)), ...(wider > 0 ? [`wider than the window by ${wider} px`] : [])].map((fault) => `${name}: ${fault}`);
}

for (const scheme of ['light', 'dark']) {
  for (const [width, [w, h]] of Object.entries(widths)) {
    // Each page on a phone in light and on a wide screen in dark; all of it where somebody looks at pictures.
    if (!shots && !(width === 'phone' && scheme === 'light') && !(width === 'wide' && scheme === 'dark')) continue;
    describe(`${width}, ${scheme}`, () => {
      const windows = new Map();
      after(async () => {
        for (const { context } of windows.values()) await context.close();
      });
      for (const [name, [who, path, text]] of Object.entries(pages)) {
        it(name, async () => {
          let window = windows.get(who);
          if (window) {
            await window.open(path);
          } else {
            window = await openWindow(browser, server, { width: w, height: h, scheme });
            windows.set(who, window);
            await window.signIn(people[who].key, path);
          }
          assert.deepEqual(await look(window, `${name}-${width}-${scheme}`, text), []);
          assert.deepEqual(window.complaints, []);
        });
      }
      it('sign-in, the palette, the shortcuts, and what a menu and a dialog hold', async () => {
        const window = await openWindow(browser, server, { width: w, height: h, scheme });
        const { page } = window;
        try {
          await window.open('/');
          const faults = await look(window, `sign-in-${width}-${scheme}`, 'Your key');
          await window.signIn(people.ana.key, '/claims/bridge');
          await page.getByText('Show all').waitFor();
          await page.keyboard.press('Control+k');
          faults.push(...(await look(window, `palette-${width}-${scheme}`, 'Go to: To review')));
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
          await page.keyboard.press('?');
          faults.push(...(await look(window, `shortcuts-${width}-${scheme}`, 'Keyboard shortcuts')));
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
          await page.keyboard.press('e');
          faults.push(...(await look(window, `evidence-form-${width}-${scheme}`, 'The passage that matters')));
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
          await page.getByRole('button', { name: 'Edit: news.example' }).click();
          faults.push(...(await look(window, `appearance-form-${width}-${scheme}`, 'What became of it')));
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
          await page.getByRole('button', { name: /Account of/ }).click();
          faults.push(...(await look(window, `account-${width}-${scheme}`, 'Sign out')));
          await window.open('/check?q=The%20bridge%20over%20the%20Lenne%20was%20closed%20for%20two%20years');
          await page.getByRole('button', { name: 'Says the same…' }).first().click();
          faults.push(...(await look(window, `confirm-${width}-${scheme}`, 'What these words are to the claim')));
          await window.open('/search?q=bridge%20-status%3Adeclined%20topic%3Aroads');
          await page.getByRole('button', { name: 'How to search' }).click();
          if (w < 992) await page.getByRole('button', { name: 'Filters (1)' }).click();
          faults.push(...(await look(window, `search-help-${width}-${scheme}`, 'side by side')));
          assert.deepEqual(faults, []);
        } finally {
          await window.context.close();
        }
      });
    });
  }
}
