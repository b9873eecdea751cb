// People at the desk, in a real browser against a real server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { foundNewsroom, openBrowser, openWindow, startServer } from './support.mjs';

let server;
let people;
let browser;

before(async () => {
  server = await startServer();
  people = await foundNewsroom(server);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.end();
});

/** Windows of a test; at its end they are closed, and must not have complained or looked elsewhere. */
async function withWindows(count, test) {
  const windows = [];
  for (let i = 0; i < count; i++) windows.push(await openWindow(browser, server));
  try {
    await test(...windows);
    for (const window of windows) {
      assert.deepEqual(window.complaints, []);
      assert.deepEqual(window.outside, [], 'content of other hosts');
    }
  } finally {
    for (const window of windows) await window.context.close();
  }
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const dialog = (page) => page.getByRole('dialog');

// By the keyboard: a field that has the focus may be open already.
async function choose(page, field, option) {
  const box = page.getByRole('combobox', { name: field });
  await box.focus();
  if ((await box.getAttribute('aria-expanded')) !== 'true') await box.press('ArrowDown');
  await page.getByRole('option', { name: option }).first().click();
}

const saved = (page) => page.getByText('Saved', { exact: true }).waitFor();

describe('a claim, from intake to a corrected verdict', () => {
  it('goes through two people in two browsers', () =>
    withWindows(3, async (ana, ben, otto) => {
      await ana.signIn(people.ana.key);
      await ben.signIn(people.ben.key, '/queue/review');

      // Intake, by keyboard.
      await ana.page.getByRole('heading', { name: 'New', exact: true }).waitFor();
      await ana.page.keyboard.press('c');
      await ana.page.getByLabel('What is claimed').fill('The bridge was closed for a year.');
      await ana.page.getByRole('combobox', { name: 'Who claims it' }).fill('The mayor');
      await ana.page.keyboard.press('Enter');
      await ana.page.getByLabel('When it was claimed').fill('2023-02');
      await ana.page.getByLabel('Address where it appeared').fill('https://news.example/mayor-speech');
      await button(ana.page, 'Bring it in').click();
      await ana.page.getByRole('heading', { name: 'Timeline' }).waitFor();
      await ana.page.getByText('February 2023').waitFor();

      // Triage and evidence from a pasted link.
      await ana.page.keyboard.press('a');
      await ana.page.getByText('Accepted', { exact: true }).first().waitFor();
      await ana.page.evaluate(() => navigator.clipboard.writeText('https://roads.example/closures/2022'));
      await ana.page.locator('body').click({ position: { x: 5, y: 700 } });
      await ana.page.keyboard.press('Control+v');
      await dialog(ana.page).getByText('Refutes').click();
      assert.equal(await dialog(ana.page).getByLabel('Published by').inputValue(), 'roads.example');
      await dialog(ana.page).getByLabel('In words').fill('Road office, list of closures 2022');
      await dialog(ana.page).getByLabel('The passage that matters').fill('Closed from 1 March to 3 May.');
      await button(dialog(ana.page), 'Add evidence').click();
      await ana.page.getByText('Closed from 1 March to 3 May.').waitFor();

      // Writing; saved as one types.
      await button(ana.page, 'Begin a verdict').click();
      await choose(ana.page, 'Rating', 'False');
      await ana.page.getByLabel('Headline').fill('The bridge was closed for two months');
      await ana.page.getByLabel('The answer in a few sentences').fill('The road office lists a closure of nine weeks.');
      await ana.page.getByRole('textbox', { name: /The whole reasoning/ }).fill('The **list of closures** names 1 March to 3 May.');
      await ana.page.getByRole('checkbox', { name: /Road office/ }).check();
      await saved(ana.page);
      // The preview says what is missing, until it is there.
      await ana.page.getByText('Missing for ClaimReview').waitFor();
      await ana.page.getByText('Somebody who did not write on it must approve.').waitFor();
      await ana.page.getByLabel('Address of the article').fill('https://gazette.example/bridge');
      await ana.page.getByText('Complete for search engines').waitFor();
      await saved(ana.page);
      await ana.page.reload();
      assert.equal(await ana.page.getByLabel('Headline').inputValue(), 'The bridge was closed for two months');
      await button(ana.page, 'Submit for review').first().click();
      await dialog(ana.page).getByLabel('Note to the reviewers').fill('Please look at the dates.');
      await button(dialog(ana.page), 'Submit for review').click();
      await ana.page.getByText('In review').first().waitFor();
      assert.equal(await button(ana.page, 'Approve').count(), 0);

      // The second person sees it come in, live, and asks for changes.
      await ben.page.getByRole('link', { name: /closed for two months/ }).click();
      await button(ben.page, 'Request changes').click();
      await dialog(ben.page).getByLabel('What should change').fill('Say how many weeks.');
      await button(dialog(ben.page), 'Request changes').click();
      await ben.page.getByText('Changes requested').first().waitFor();

      // It comes back to the writer without a reload.
      await ana.page.getByText('Say how many weeks.').waitFor();
      await ana.page.getByLabel('Headline').fill('The bridge was closed for nine weeks');
      await saved(ana.page);
      await button(ana.page, 'Submit for review').first().click();
      await button(dialog(ana.page), 'Submit for review').click();

      // What changed since the last look, then approval.
      await ben.page.getByRole('tab', { name: 'Changes' }).click();
      await ben.page.locator('ins', { hasText: 'nine weeks' }).waitFor();
      await ben.page.locator('del', { hasText: 'two months' }).waitFor();
      await button(ben.page, 'Approve').click();
      await button(dialog(ben.page), 'Approve').click();
      await ben.page.getByText('✓ Approved').waitFor();
      await ben.page.getByText('Nothing is missing').waitFor();

      await button(ana.page, 'Publish now').click();
      await button(dialog(ana.page), 'Publish now').click();
      await ana.page.getByText('In force:').waitFor();

      // An outsider reads it, and learns of the correction at once.
      await otto.signIn(people.otto.key, '/check');
      await otto.page.getByLabel('Text or address').fill('The bridge was closed for a year.');
      await otto.page.getByLabel('Who says it').fill('The mayor');
      await button(otto.page, 'Look it up').click();
      await otto.page.getByText('This very claim').waitFor();
      await otto.page.getByRole('link', { name: 'The bridge was closed for a year.' }).click();
      await otto.page.getByText('The road office lists a closure of nine weeks.').waitFor();

      // A correction goes the same way.
      await button(ana.page, 'Correct or update').click();
      await dialog(ana.page).getByLabel('Public note').fill('We had the wrong month: it was reopened on 3 June.');
      await button(dialog(ana.page), 'Correct or update').click();
      await ana.page.getByLabel('The answer in a few sentences').fill('The road office lists a closure of three months.');
      await choose(ana.page, 'Rating', 'Half true');
      await saved(ana.page);
      await button(ana.page, 'Submit for review').first().click();
      await button(dialog(ana.page), 'Submit for review').click();
      await otto.page.getByText('a closure of nine weeks').waitFor();
      await button(ben.page, 'Approve').click();
      await button(dialog(ben.page), 'Approve').click();
      await button(ana.page, 'Publish now').click();
      await button(dialog(ana.page), 'Publish now').click();
      await otto.page.getByText('a closure of three months').waitFor();

      const [claim] = (await people.otto.call('Claims/ListClaims', { filter: 'statement:"bridge"' })).claims;
      const { matches } = await people.otto.call('Statuses/GetStatus', { query: { claim: claim.name } });
      assert.equal(matches[0].status.verdicts[0].corrections, 1);
      assert.equal(matches[0].status.verdicts[0].ratingLabel, 'Half true');
    }));
});

/** A claim with a draft of Ana's. */
async function draftedClaim(id, statement) {
  const { ana } = people;
  await ana.call('Claims/CreateClaim', { claimId: id, claim: { statement, language: 'en', claimants: [{ name: 'Somebody' }] } });
  await ana.call('Claims/AcceptClaim', { name: `claims/${id}` });
  return ana.call('Verdicts/CreateDraft', {
    parent: `claims/${id}`,
    publisher: 'publishers/gazette',
    revision: { title: 'A headline', summary: 'A summary.', rating: { code: 'false' }, language: 'en' },
  });
}

describe('two people on one draft', () => {
  it('keep what each wrote, and decide on what both did', async () => {
    await draftedClaim('shared', 'Two people write on this.');
    await withWindows(2, async (ana, ben) => {
      await ana.signIn(people.ana.key, '/claims/shared/verdicts/gazette');
      await ben.signIn(people.ben.key, '/claims/shared/verdicts/gazette');
      await ana.page.getByLabel('Headline').waitFor();
      // Another field: it comes in by itself.
      await ben.page.getByLabel('The answer in a few sentences').fill('Ben’s summary.');
      await ana.page.getByText('A colleague changed meanwhile').waitFor();
      assert.equal(await ana.page.getByLabel('The answer in a few sentences').inputValue(), 'Ben’s summary.');
      // The same field, while Ana cannot reach the server.
      await ana.context.setOffline(true);
      await ana.page.getByLabel('Headline').fill('Ana’s headline');
      await ben.page.getByLabel('Headline').fill('Ben’s headline');
      await saved(ben.page);
      await ana.context.setOffline(false);
      await ana.page.getByText('Somebody else changed this meanwhile').waitFor();
      await ana.page.locator('[data-field=title]').getByText('Ben’s headline').first().waitFor();
      assert.equal(await ana.page.getByLabel('Headline').inputValue(), 'Ana’s headline');
      await ana.shoot('conflict');
      await button(ana.page, 'Keep mine').click();
      await saved(ana.page);
      await ben.page.getByText('A colleague changed meanwhile').waitFor();
      assert.equal(await ben.page.getByLabel('Headline').inputValue(), 'Ana’s headline');
      const verdict = await people.ana.call('Verdicts/GetVerdict', { name: 'claims/shared/verdicts/gazette' });
      assert.equal(verdict.working.title, 'Ana’s headline');
      assert.equal(verdict.working.summary, 'Ben’s summary.');
    });
  });

  it('lose nothing where one submits while the other writes', async () => {
    await draftedClaim('moved', 'One submits while the other writes.');
    await withWindows(1, async (ana) => {
      await ana.signIn(people.ana.key, '/claims/moved/verdicts/gazette');
      await ana.page.getByLabel('Headline').waitFor();
      await ana.context.setOffline(true);
      await ana.page.getByLabel('Headline').fill('My last words');
      await people.ben.call('Verdicts/SubmitVerdict', { name: 'claims/moved/verdicts/gazette' });
      await ana.context.setOffline(false);
      await ana.page.getByText('It is no longer a draft').waitFor();
      assert.equal(await ana.page.getByLabel('Headline').inputValue(), 'My last words');
      await button(ana.page, 'Make it a draft again with mine').click();
      await saved(ana.page);
      const verdict = await people.ana.call('Verdicts/GetVerdict', { name: 'claims/moved/verdicts/gazette' });
      assert.deepEqual([verdict.working.state, verdict.working.title], ['STATE_DRAFT', 'My last words']);
    });
  });

  it('keep their words where one gives the draft up while the other writes', async () => {
    await draftedClaim('given-up', 'One gives it up while the other writes.');
    await withWindows(1, async (ana) => {
      await ana.signIn(people.ana.key, '/claims/given-up/verdicts/gazette');
      await ana.page.getByLabel('Headline').waitFor();
      await ana.context.setOffline(true);
      await ana.page.getByLabel('Headline').fill('Words worth keeping');
      await people.ben.call('Verdicts/DiscardDraft', { name: 'claims/given-up/verdicts/gazette' });
      await ana.context.setOffline(false);
      await ana.page.getByText('It is no longer a draft').waitFor();
      assert.equal(await ana.page.getByLabel('Headline').inputValue(), 'Words worth keeping');
      await button(ana.page, 'Drop my last words').click();
      await ana.page.getByText('Nothing is published, and nothing is being written.').waitFor();
    });
  });

  it('say at its field what the server refuses, and save the rest', async () => {
    await draftedClaim('refused', 'Something is refused.');
    await withWindows(1, async (ana) => {
      await ana.signIn(people.ana.key, '/claims/refused/verdicts/gazette');
      await ana.page.getByLabel('Address of the article').fill('not an address');
      await ana.page.getByLabel('Headline').fill('This is saved');
      await ana.page.getByText('Not saved: see below').waitFor();
      const field = ana.page.getByLabel('Address of the article');
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      await field.fill('https://gazette.example/ok');
      await saved(ana.page);
      const verdict = await people.ana.call('Verdicts/GetVerdict', { name: 'claims/refused/verdicts/gazette' });
      assert.equal(verdict.working.title, 'This is saved');
    });
  });
});

/** A claim with a published verdict of the Gazette's. */
async function checkedClaim(id, statement, more, revision) {
  const { ana, ben } = people;
  await ana.call('Claims/CreateClaim', { claimId: id, claim: { statement, language: 'en', ...more } });
  await ana.call('Claims/AcceptClaim', { name: `claims/${id}` });
  const name = `claims/${id}/verdicts/gazette`;
  await ana.call('Verdicts/CreateDraft', { parent: `claims/${id}`, publisher: 'publishers/gazette', revision: { language: 'en', summary: 'As we found.', ...revision } });
  await ana.call('Verdicts/SubmitVerdict', { name });
  await ben.call('Verdicts/ApproveVerdict', { name });
  await ana.call('Verdicts/PublishVerdict', { name });
}

describe('the search', () => {
  it('finds what was just brought in, and narrows down by conditions and counts', async () => {
    await checkedClaim('otters-many', 'Forty otters were counted in the Lenne.', { topics: ['otters', 'local nature'], claimants: [{ name: 'Nature Club' }] }, { rating: { code: 'true' } });
    await checkedClaim('otters-none', 'No otters live in the Lenne any more.', { topics: ['otters'], claimants: [{ name: 'Angling Club' }] }, { rating: { code: 'false' } });
    await withWindows(1, async ({ page, signIn }) => {
      await signIn(people.ana.key, '/new');
      await page.getByLabel('What is claimed').fill('Otters ate all trout of the river.');
      await button(page, 'Bring it in').click();
      await page.getByRole('heading', { name: 'Timeline' }).waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('f');
      const box = page.getByRole('searchbox', { name: /Words/ });
      await box.fill('otter');
      await page.getByText('3 claims', { exact: true }).waitFor();
      // Words are found in any form, and shown.
      await page.locator('mark', { hasText: 'Otters' }).first().waitFor();
      const row = (text) => page.getByRole('list', { name: 'Search' }).getByText(text);
      await row('ate all trout').waitFor();

      // A filter is a condition in the box; its field goes on counting what else there is.
      await page.getByRole('checkbox', { name: /^Checked/ }).check();
      await page.getByText('2 claims', { exact: true }).waitFor();
      assert.equal(await box.inputValue(), 'otter status:checked');
      await page.getByRole('checkbox', { name: /^New 1$/ }).waitFor();
      await page.getByRole('checkbox', { name: /local nature/ }).check();
      await page.getByText('1 claim', { exact: true }).waitFor();
      assert.equal(await box.inputValue(), 'otter status:checked topic:"local nature"');
      await row('Forty').waitFor();
      await page.reload();
      assert.equal(await box.inputValue(), 'otter status:checked topic:"local nature"');
      await page.getByRole('checkbox', { name: /local nature/ }).uncheck();
      await page.getByText('2 claims', { exact: true }).waitFor();
      await button(page, 'Clear filters').click();
      await page.getByText('3 claims', { exact: true }).waitFor();
      assert.equal(await box.inputValue(), 'otter');

      // The whole language of the box; a mistake is told beside it.
      await box.fill('"live in the Lenne" claimant:"Angling Club" -rating:true');
      await row('any more').waitFor();
      await page.getByText('1 claim', { exact: true }).waitFor();
      await box.fill('otter status:');
      await page.getByText(/without a value/).waitFor();
      assert.equal(await box.getAttribute('aria-invalid'), 'true');
      await box.fill('otter -trout');
      await page.getByText('2 claims', { exact: true }).waitFor();
      await page.getByRole('combobox', { name: 'Order' }).click();
      await page.getByRole('option', { name: 'Oldest first' }).click();
      await page.waitForFunction(() => document.querySelector('.row .row-title')?.textContent.includes('Forty'));
      assert.match(page.url(), /order=create_time/);
    });
  });

  it('shows an outsider nothing of what is not published, also in counts', async () => {
    await draftedClaim('quokka', 'A quokka was seen in the town hall.');
    await people.ana.call('Verdicts/UpdateDraft', {
      name: 'claims/quokka/verdicts/gazette',
      revision: { title: 'Wombat, said the keeper', summary: 'It was a wombat.' },
      updateMask: 'title,summary',
    });
    await people.ana.call('Claims/CreateClaim', { claimId: 'numbat', claim: { statement: 'A numbat and a quokka met.', language: 'en' } });
    await people.ana.call('Claims/DeleteClaim', { name: 'claims/numbat', reason: 'Slander.' });
    await withWindows(1, async (otto) => {
      await otto.signIn(people.otto.key, '/search?q=quokka');
      const { page } = otto;
      await page.getByText('1 claim', { exact: true }).waitFor();
      await page.getByRole('checkbox', { name: /^In progress 1$/ }).waitFor();
      assert.equal(await page.getByRole('checkbox', { name: /False|Half true/ }).count(), 0);
      assert.equal(await page.getByText('numbat').count(), 0);
      for (const words of ['keeper', 'numbat']) {
        await page.getByRole('searchbox', { name: /Words/ }).fill(`quokka ${words}`);
        await page.getByText('No claim fits.').waitFor();
      }
      for (const words of ['A numbat and a quokka met.', 'A quokka was seen in the town hall of Lenne.']) {
        await otto.open(`/check?q=${encodeURIComponent(words)}`);
        await page.locator('.answer h2').waitFor();
        assert.equal(await page.locator('.answer').getByText('numbat').count(), 0);
      }
      await page.locator('.match').filter({ hasText: 'quokka was seen' }).waitFor();
      assert.equal(await page.locator('.match .rating').count(), 0);
      assert.equal(await button(page, 'Says the same…').count(), 0);
    });
  });
});

describe('"has this been checked?"', () => {
  it('tells what differs, lends no verdict, and does so once a person confirms', async () => {
    await checkedClaim('storks', 'More than forty storks nested on the church tower in 2022.', { claimants: [{ name: 'Parish News' }] }, { rating: { code: 'half' } });
    const words = 'Over 60 storks nested on the church tower.';
    await withWindows(2, async (ana, otto) => {
      await ana.signIn(people.ana.key, '/check');
      const { page } = ana;
      await page.getByLabel('Text or address').fill(words);
      await page.keyboard.press('Control+Enter');
      const match = page.locator('.match').filter({ hasText: 'forty storks' });
      await match.getByText('Maybe').waitFor();
      const differs = match.getByRole('list', { name: 'What differs' });
      await differs.getByText('60').waitFor();
      await differs.getByText('2022').waitFor();
      await match.getByText(/Words in common: .*storks/).waitFor();
      assert.equal(await match.locator('.rating').count(), 0);

      await button(match, 'Says the same…').click();
      await dialog(page).getByText('forty storks').waitFor();
      await dialog(page).getByLabel('Who says it').fill('A reader');
      await dialog(page).getByLabel('Why').fill('Same tower, same year; the number is a slip.');
      await button(dialog(page), 'Confirm').click();
      await dialog(page).waitFor({ state: 'detached' });
      await match.getByText('A fact-checker confirmed that it says the same').waitFor();
      await match.getByText('Half true').waitFor();
      assert.equal(await page.getByLabel('Who says it').inputValue(), 'A reader');

      // For everybody, and only for these words by this claimant.
      await otto.signIn(people.otto.key, `/check?${new URLSearchParams({ q: words, claimant: 'A reader' })}`);
      const theirs = otto.page.locator('.match').filter({ hasText: 'forty storks' });
      await theirs.getByText('Half true').waitFor();
      await otto.open(`/check?${new URLSearchParams({ q: words, claimant: 'Somebody else' })}`);
      await theirs.getByText('Maybe').waitFor();
      assert.equal(await theirs.locator('.rating').count(), 0);
      const { relationships } = await people.ana.call('Claims/ListRelationships', { parent: 'claims/storks' });
      assert.deepEqual(relationships.map(({ state, type }) => [state, type]), [['STATE_CONFIRMED', 'TYPE_PARAPHRASE_OF']]);
    });
  });

  it('looks at an article sentence by sentence, and keeps it over a reload', async () => {
    await checkedClaim('lynx', 'The lynx was released into the Ebbe hills in 2021.', { claimants: [{ name: 'Forest Office' }] }, { rating: { code: 'true' } });
    const filler = 'Nobody in the room had anything to add to that, and the evening went on as evenings do. '.repeat(30);
    const article = `The council met on Monday. ${filler}The lynx was released into the Ebbe hills in 2019, the mayor said. Then the lights went out.`;
    await withWindows(1, async ({ page, signIn, shoot }) => {
      await signIn(people.ana.key, '/check');
      await page.getByLabel('Text or address').fill(article);
      await button(page, 'Look it up').click();
      await page.getByText(/may repeat (a )?known claim/).waitFor();
      const passage = page.locator('.passage').filter({ has: page.locator('blockquote', { hasText: 'lynx' }) });
      await passage.locator('.match').filter({ hasText: 'in 2021' }).getByText('2019').waitFor();
      await shoot('article');
      await page.getByText('As in the text').click();
      await page.reload();
      assert.equal(await page.getByLabel('Text or address').inputValue(), article);
      await passage.locator('.match').filter({ hasText: 'in 2021' }).waitFor();
    });
  });

  it('knows an address again', async () => {
    await people.ana.call('Claims/CreateClaim', {
      claimId: 'seen-there',
      claim: { statement: 'It was seen there.', language: 'en', appearances: [{ url: 'https://news.example/there?utm_source=x' }] },
    });
    await withWindows(1, async ({ page, signIn }) => {
      await signIn(people.otto.key, '/check');
      await page.getByLabel('Text or address').fill('https://www.news.example/there');
      await button(page, 'Look it up').click();
      await page.getByText('This very claim').waitFor();
      await page.getByRole('link', { name: 'It was seen there.' }).waitFor();
    });
  });
});

describe('what is held back, overridden and taken back', () => {
  it('shows outside when it is public, and how', async () => {
    await draftedClaim('held', 'A claim with a verdict under embargo.');
    await people.ana.call('Verdicts/SubmitVerdict', { name: 'claims/held/verdicts/gazette' });
    await people.ben.call('Verdicts/ApproveVerdict', { name: 'claims/held/verdicts/gazette' });
    await withWindows(3, async (ana, cleo, otto) => {
      await ana.signIn(people.ana.key, '/claims/held/verdicts/gazette');
      await otto.signIn(people.otto.key, '/claims/held');
      await otto.page.getByText('No verdict yet.').waitFor();
      await button(ana.page, 'Embargo…').click();
      await dialog(ana.page).getByText('Europe/Berlin').waitFor();
      await button(dialog(ana.page), 'Embargo…').click();
      await ana.page.getByText('Becomes public:').waitFor();
      await ana.page.getByRole('link', { name: /Embargoed/ }).click();
      await ana.page.locator('.row').getByText('A headline').waitFor();
      await ana.page.getByText('A headline').first().click();
      await otto.page.getByText('No verdict yet.').waitFor();
      await button(ana.page, 'Publish now').click();
      await button(dialog(ana.page), 'Publish now').click();
      await otto.page.getByText('A summary.').waitFor();

      // A retraction goes through review; a standards editor may waive that, in public.
      await button(ana.page, 'More').click();
      await ana.page.getByRole('menuitem', { name: 'Retract…' }).click();
      await dialog(ana.page).getByLabel('Public note').fill('Our source was forged.');
      await button(dialog(ana.page), 'Retract…').click();
      await ana.page.getByText('In review').first().waitFor();
      await otto.page.getByText('A summary.').waitFor();
      await cleo.signIn(people.cleo.key, '/claims/held/verdicts/gazette');
      await button(cleo.page, 'More').click();
      await cleo.page.getByRole('menuitem', { name: 'Publish against the policy…' }).click();
      await dialog(cleo.page).getByLabel('Reason, for the public').fill('It must not stand another minute.');
      await button(dialog(cleo.page), 'Publish against the policy…').click();
      await otto.page.getByText('Retracted').first().waitFor();
      await otto.page.getByRole('link', { name: 'The Gazette' }).click();
      await otto.page.getByText('Our source was forged.').first().waitFor();
      await otto.page.getByText('It must not stand another minute.').waitFor();
    });
  });
});

describe('an outsider', () => {
  it('sees nothing of drafts and restricted evidence, wherever they look', async () => {
    const secret = 'Zyxwvut';
    await draftedClaim('leak', 'A claim that everybody may read.');
    await people.ana.call('Verdicts/UpdateDraft', {
      name: 'claims/leak/verdicts/gazette',
      revision: { title: `${secret} headline`, explanation: `${secret} reasoning` },
      updateMask: 'title,explanation',
    });
    await people.ana.call('Claims/AddEvidence', {
      parent: 'claims/leak',
      evidence: { citation: `${secret} document`, kind: 'KIND_PRIMARY', stance: 'STANCE_REFUTES', visibility: 'VISIBILITY_RESTRICTED' },
    });
    await people.ana.call('Claims/AssignClaim', { name: 'claims/leak', assignee: 'actors/ana' });
    await withWindows(1, async (otto) => {
      const answers = [];
      otto.page.on('response', (response) => {
        if (response.url().includes('/factcheck.v1.') && !response.url().includes('Watch')) {
          answers.push(response.body().then((body) => [response.url(), body.toString('latin1')], () => undefined));
        }
      });
      await otto.signIn(people.otto.key);
      const paths = [
        '/claims/leak', '/claims/leak/verdicts/gazette', '/queue/drafts', '/queue/review', '/queue/publish', '/queue/embargoed',
        '/queue/mine', '/queue/all', '/search?q=everybody', `/search?q=${secret}`, `/check?q=${secret}`, '/publishers/gazette', '/people', '/me',
      ];
      for (const path of paths) {
        await otto.open(path);
        await otto.page.getByRole('banner').waitFor();
        await otto.page.waitForLoadState('load');
        await otto.page.waitForFunction(() => !document.querySelector('[aria-label=Loading]'));
        // The palette and the field itself hold what the outsider typed.
        const shown = await otto.page.locator('main').evaluate((main) => main.innerText);
        if (!path.includes(secret)) assert.ok(!shown.includes(secret), `${path} shows it`);
      }
      for (const answer of await Promise.all(answers)) {
        if (!answer) continue;
        // A match says which words were asked for, once.
        const echoes = answer[0].endsWith('/MatchClaims') ? 1 : 0;
        assert.ok(answer[1].split(secret).length - 1 <= echoes, `${answer[0]} answers with it`);
      }
      assert.ok(answers.length > paths.length);
      await otto.open('/claims/leak/verdicts/gazette');
      await otto.page.getByText('There is no such verdict').waitFor();
      await otto.open('/claims/leak');
      await otto.page.getByText('A claim that everybody may read.').waitFor();
      assert.equal(await otto.page.getByText('Ana Almeida').count(), 0);
      assert.equal(await button(otto.page, 'Accept').count(), 0);
    });
  });
});

describe('where a claim appeared', () => {
  it('is noted, mended, and said to be gone', async () => {
    await people.ana.call('Claims/CreateClaim', {
      claimId: 'seen',
      claim: { statement: 'Something was seen on film.', language: 'en', appearances: [{ url: 'https://film.example/1', author: 'Somebody' }] },
    });
    await withWindows(2, async (ana, otto) => {
      await otto.signIn(people.otto.key, '/claims/seen');
      await otto.page.getByText('film.example').waitFor();
      assert.equal(await button(otto.page, 'Edit: film.example').count(), 0);
      await ana.signIn(people.ana.key, '/claims/seen');
      await button(ana.page, 'Edit: film.example').click();
      const form = dialog(ana.page);
      await form.getByLabel('Who published it there').fill('Film Club');
      await form.getByLabel('Begins in the recording at').fill('1:15');
      await form.getByLabel('Ends at').fill('1:99');
      await form.getByText('Write hours, minutes and seconds').waitFor();
      assert.ok(await button(form, 'Save').isDisabled());
      await form.getByLabel('Ends at').fill('1:20');
      // Meanwhile somebody else changes another part of it.
      const { appearances } = await people.ben.call('Claims/GetClaim', { name: 'claims/seen' });
      await people.ben.call('Claims/UpdateAppearance', { appearance: { name: appearances[0].name, quote: 'Look there!' }, updateMask: 'quote' });
      await ana.shoot('appearance-form');
      await button(form, 'Save').click();
      await form.getByText('their changes are taken over').waitFor();
      assert.equal(await form.getByLabel('The exact words there').inputValue(), 'Look there!');
      await choose(ana.page, 'What became of it', 'Deleted since');
      await button(form, 'Save').click();
      await form.waitFor({ state: 'detached' });
      await otto.page.getByText('00:01:15–00:01:20').waitFor();
      await otto.page.getByText('Deleted since').waitFor();
      await otto.page.getByText('Film Club').waitFor();
      await otto.page.getByText('Look there!').waitFor();
    });
  });
});

describe('a session', () => {
  it('keeps the key out of the browser, and ends', () =>
    withWindows(1, async ({ page, context, signIn }) => {
      await signIn(people.ana.key);
      const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, document.documentElement.outerHTML]));
      assert.ok(!kept.includes(people.ana.key));
      const cookies = await context.cookies();
      assert.equal(cookies.length, 1);
      assert.ok(cookies[0].httpOnly);
      assert.equal(cookies[0].sameSite, 'Strict');
      assert.ok(!cookies[0].value.includes(people.ana.key));
      await page.getByRole('button', { name: 'Account of Ana Almeida' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByLabel('Your key').waitFor();
      await page.reload();
      await page.getByLabel('Your key').waitFor();
    }));

  it('refuses a wrong key in words', () =>
    withWindows(1, async ({ page, open }) => {
      await open('/');
      await page.getByLabel('Your key').fill('nonsense');
      await page.getByLabel('Your key').press('Enter');
      await page.getByText('This key is not known').waitFor();
    }));

  it('leads to the door when the key is revoked', async () => {
    const { name, secret } = await people.admin.call('Admin/CreateApiKey', { parent: 'actors/ben' });
    await withWindows(1, async ({ page, signIn, open }) => {
      await signIn(secret);
      await people.admin.call('Admin/RevokeApiKey', { name });
      await open('/queue/all');
      await page.getByLabel('Your key').waitFor();
    });
  });
});

describe('texts that people wrote', () => {
  it('run no script and keep their direction', async () => {
    const evil = '<img src=x onerror="window.evil=1"><script>window.evil=1</script>';
    await people.ana.call('Claims/CreateClaim', {
      claimId: 'evil',
      claim: { statement: evil, language: 'en', context: evil, claimants: [{ name: evil }], topics: ['<b>x</b>'] },
    });
    await people.ana.call('Claims/AcceptClaim', { name: 'claims/evil', note: evil });
    await people.ana.call('Claims/AddEvidence', {
      parent: 'claims/evil',
      evidence: { citation: evil, quote: evil, note: evil, publisher: evil, kind: 'KIND_PRIMARY', stance: 'STANCE_CONTEXT' },
    });
    const markdown = `${evil}\n\n[link](javascript:window.evil=1) ![picture](https://tracker.example/x.png)`;
    await people.ana.call('Verdicts/CreateDraft', {
      parent: 'claims/evil',
      publisher: 'publishers/gazette',
      revision: { title: evil, summary: evil, explanation: markdown, publicNote: evil, authors: [evil], language: 'en' },
    });
    await people.ana.call('Verdicts/SubmitVerdict', { name: 'claims/evil/verdicts/gazette', note: evil });
    await people.ana.call('Claims/CreateClaim', { claimId: 'rtl', claim: { statement: 'הגשר היה סגור במשך שנה.', language: 'he' } });
    await withWindows(1, async ({ page, signIn, open }) => {
      await signIn(people.ben.key, '/claims/evil');
      await page.getByText('onerror').first().waitFor();
      await open('/claims/evil/verdicts/gazette');
      await page.getByText('picture').or(page.getByText('link')).first().waitFor();
      assert.equal(await page.locator('a[href^="javascript"]').count(), 0);
      assert.equal(await page.locator('main img').count(), 0);
      await open('/queue/new');
      const row = page.getByText('הגשר היה סגור');
      await row.first().waitFor();
      assert.equal(await row.first().evaluate((node) => getComputedStyle(node).direction), 'rtl');
      assert.equal(await page.evaluate(() => window.evil), undefined);
    });
  });
});

describe('the keyboard alone', () => {
  it('goes through a queue, decides, and finds everything', async () => {
    for (const n of [1, 2, 3]) {
      await people.ana.call('Claims/CreateClaim', { claimId: `key-${n}`, claim: { statement: `Claim number ${n} for the keyboard.`, language: 'en' } });
    }
    await withWindows(1, async ({ page, signIn }) => {
      await signIn(people.ana.key, '/queue/new');
      await page.getByText('Claim number 3').first().waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      assert.match(await page.evaluate(() => document.activeElement.textContent), /Claim number 3/);
      await page.getByRole('complementary', { name: /selected/ }).getByText('Claim number 3').waitFor();
      await page.keyboard.press('a');
      await page.getByRole('listitem').filter({ hasText: 'Claim number 3' }).waitFor({ state: 'detached' });
      await page.keyboard.press('?');
      await dialog(page).getByText('Next in the list').waitFor();
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
      await page.keyboard.press('Control+k');
      await dialog(page).waitFor();
      await page.keyboard.type('number 2');
      await page.getByRole('option', { name: 'Claim number 2 for the keyboard.' }).waitFor();
      for (let i = 0; i < 20; i++) {
        const active = await page.locator('[role=option][aria-selected=true]').textContent();
        if (active.includes('Claim number 2 for')) break;
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Timeline' }).waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('o');
      await page.getByText('Claim number 3').first().waitFor();
    });
  });

  it('speaks German', () =>
    withWindows(1, async ({ page, signIn }) => {
      await signIn(people.ana.key);
      await page.getByRole('button', { name: /Account/ }).click();
      await page.getByRole('menuitem', { name: 'Deutsch' }).click();
      await page.getByRole('heading', { name: 'Neu', exact: true }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
    }));
});

describe('an admin', () => {
  it('founds a newsroom at the desk, and its people sign in', () =>
    withWindows(2, async (admin, dora) => {
      await admin.signIn(server.adminKey, '/publishers');
      const { page } = admin;
      await button(page, 'Add a publisher').click();
      await dialog(page).getByLabel('Name').fill('The Courier');
      await button(dialog(page), 'Add a publisher').click();
      await page.getByRole('heading', { name: 'The Courier' }).waitFor();
      await page.getByRole('tab', { name: 'Rating scales' }).click();
      await button(page, 'Add a scale').click();
      await dialog(page).getByLabel('Name of the scale').fill('Stars');
      await button(dialog(page), 'Add a rating').click();
      await dialog(page).getByLabel('Label').fill('Wrong');
      await dialog(page).getByLabel('Position').fill('1');
      await button(dialog(page), 'Save').click();
      await page.getByText('version 1').waitFor();

      await admin.open('/people');
      await button(page, 'Add somebody').click();
      await dialog(page).getByLabel('Name').fill('Dora Lind');
      await button(dialog(page), 'Add somebody').click();
      await button(dialog(page), 'Make a key').click();
      const make = page.getByRole('dialog', { name: 'Make a key' });
      await button(make, 'Make a key').click();
      const key = await make.locator('.secret').textContent();
      await button(make, 'Done').click();

      await admin.open('/publishers/the-courier');
      await page.getByRole('tab', { name: 'Members' }).click();
      await button(page, 'Add a member').click();
      await choose(page, 'Person', /Dora/);
      await choose(page, 'Roles', 'Fact-checker');
      await page.keyboard.press('Escape');
      await button(dialog(page), 'Save').click();
      await page.getByText('Dora Lind').waitFor();

      await dora.signIn(key, '/me');
      await dora.page.getByRole('link', { name: 'The Courier' }).waitFor();
      await dora.page.getByText('Fact-checker').waitFor();
    }));
});
