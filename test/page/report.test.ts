// The page of `access report --format html` in a real browser: Debian's chromium, or the one that CHROMIUM names. Where there is none, it is skipped, and says so.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report, ReportAccount, ReportAssignment, ReportSet } from '../../src/query/report.ts';
import { reportHtml } from '../../src/render/report-html.ts';
import { type Address, accountId } from '../../src/state/state.ts';
import { instantText } from '../support/instant.ts';

const { CHROMIUM, PATH = '' } = process.env;
const executablePath =
  CHROMIUM ??
  PATH.split(path.delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => path.join(folder, name)))
    .find((file) => existsSync(file));

const HOSTILE = `</script><script>document.title='owned'</script><!--<script><img src=x onerror="document.title='owned'">\u202e\u2028'"&`;

/** `count` assignments, the first of them of a principal with a hostile name. */
function reportWith(count: number): Report {
  const accounts = Array.from(
    { length: 1_000 },
    (_, at): ReportAccount => ({
      id: accountId(String(100_000_000_000 + at)),
      name: at === 0 ? `0${HOSTILE}` : `account-${at}`,
      unit: `Workloads/${at % 2 === 0 ? 'Prod' : 'Dev'}`,
      management: at === 0,
      identityCenterAdmin: at === 0,
      production: at % 2 === 0,
    }),
  );
  const sets: readonly ReportSet[] = [
    {
      ...{ name: 'Admin', administrator: 'unrestricted', paths: [], sessionDuration: 'PT1H' },
      allows: () => ({ levels: [], doubts: 0 }),
    },
    {
      ...{ name: 'Reader', paths: [], sessionDuration: 'PT1H' },
      allows: () => ({ levels: [{ level: 'read', count: 3 }], doubts: 0 }),
    },
  ];
  const principals = Array.from({ length: count / 1_000 }, (_, at) => ({
    type: 'group' as const,
    id: `group-${at}`,
    name: at === 0 ? `0${HOSTILE}` : `Group ${String(at).padStart(3, '0')}`,
  }));
  const assignments = principals.flatMap((principal, at) =>
    accounts.map(
      (account): ReportAssignment => ({
        address: `assignment/${account.id}/${principal.id}` as Address,
        principal,
        account,
        permissionSet: sets[at % 10 === 1 ? 0 : 1]!,
        ...(at === 2 ? { expires: instantText('2026-12-01T00:00:00Z') } : {}),
        live: at === 3 ? 'federated' : at === 4 ? 'missing' : 'in-place',
        reasons: [at === 0 ? HOSTILE : 'because'],
        places: [{ file: 'access/grants.yaml', line: at + 1, column: 1 }],
      }),
    ),
  );
  return {
    people: {
      known: [{ id: 'u-0', name: `0${HOSTILE}`, by: principals.slice(0, 1), accounts: 1, administratorAccounts: 0 }],
      unread: principals.slice(0, 1),
      empty: [],
      separations: [
        {
          guardrail: 'SOD-1',
          title: HOSTILE,
          person: { id: 'u-0', name: HOSTILE },
          a: ['Admin'],
          b: ['Reader'],
          by: [HOSTILE],
        },
      ],
    },
    asOf: instantText('2026-11-22T09:00:00Z'),
    toolVersion: '0.0.0-test',
    config: { dir: `access ${HOSTILE}` },
    source: { kind: 'files' },
    accounts,
    principals,
    permissionSets: sets,
    assignments,
    uncertain: [],
    unusedGrants: [
      {
        why: 'ended',
        groups: [HOSTILE],
        permissionSets: ['Reader'],
        accounts: ['*'],
        place: { file: 'a.yaml', line: 1, column: 1 },
      },
    ],
    production: 'set:prod',
    changes: { base: HOSTILE, assignments: [] },
    drift: [{ kind: 'group-assignment', permissionSet: 'Admin', principal: HOSTILE, administrator: true, places: [] }],
    limits: ['who is in a group is not read'],
  };
}

describe.skipIf(executablePath === undefined)(
  executablePath === undefined ? 'the page (skipped: there is no chromium; CHROMIUM may name one)' : 'the page',
  () => {
    let folder: string;
    let browser: Browser;
    let address: string;
    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'access-page-'));
      const file = path.join(folder, 'report.html');
      writeFileSync(file, reportHtml(reportWith(100_000)));
      address = pathToFileURL(file).href;
      // Root has no user namespaces to sandbox with, and the page is our own.
      browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    /** A page, and what it did that it should not. */
    async function opened(
      hash = '',
      size = { width: 1600, height: 900 },
    ): Promise<{ readonly page: Page; readonly wrong: string[] }> {
      const page = await browser.newPage({ viewport: size });
      const wrong: string[] = [];
      page.on('console', (message) => wrong.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => wrong.push(String(error)));
      page.on('request', (request) => request.url().split('#')[0] !== address && wrong.push(request.url()));
      await page.goto(address + hash);
      await page.locator('#page header').waitFor();
      return { page, wrong };
    }

    const status = (page: Page) => page.locator('output');
    const row = (page: Page, at: number) => page.locator(`tbody tr[data-at="${at}"]`);

    /** Whether the element is in view, and not cut off (but for parts of a pixel). */
    const isSeen = (page: Page, selector: string) =>
      page.evaluate(`new Promise((resolve) =>
        new IntersectionObserver(([{ intersectionRatio }]) => resolve(intersectionRatio > 0.95))
          .observe(document.querySelector(${JSON.stringify(selector)})))`);

    test('shows a hundred thousand rows with few elements, asks nobody for anything, and shows names as text', async () => {
      const { page, wrong } = await opened();
      expect(await status(page).textContent()).toBe('100,000 rows');
      expect(await page.evaluate(`document.querySelectorAll('*').length`)).toBeLessThan(1_500);
      expect(await page.locator('table').getAttribute('aria-rowcount')).toBe('100001');
      expect(await row(page, 0).textContent()).toContain('</script><script>document.title');
      expect(await row(page, 0).textContent()).toContain('\\u{202e}\\u{2028}');
      expect(await page.title()).toMatch(/^access: who has what/);
      expect(await page.locator('img').count()).toBe(0);
      expect(wrong).toEqual([]);
      await page.close();
    });

    test('lets no script in but its own', async () => {
      const { page } = await opened();
      // In the page, by its own types.
      const violated = await page.evaluate(`new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
        document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="document.title=1">');
      })`);
      expect(violated).toMatch(/^script-src/);
      expect(await page.title()).toMatch(/^access: /);
      await page.close();
    });

    test('is searched, filtered and sorted, and has an address for where it is', async () => {
      const { page, wrong } = await opened('#principal=group%3Agroup-1');
      await page.locator('input[type=search]').fill('prod admin');
      await expect.poll(() => status(page).textContent()).toBe('500 of 100,000 rows');
      await page.getByRole('button', { name: 'Account' }).click();
      await page.getByRole('button', { name: 'Account' }).click();
      expect(await page.locator('th[aria-sort=descending]').textContent()).toBe('Account');
      expect(await row(page, 0).textContent()).toContain('account-998');
      const { page: again } = await opened(new URL(page.url()).hash);
      expect(await status(again).textContent()).toBe('500 of 100,000 rows');
      expect(await row(again, 0).textContent()).toBe(await row(page, 0).textContent());
      await row(again, 0).getByRole('link', { name: 'Admin' }).click();
      await expect.poll(() => status(again).textContent()).toBe('10,000 of 100,000 rows');
      expect(wrong).toEqual([]);
      await Promise.all([page.close(), again.close()]);
    });

    test.each([
      ['administrators', '10,000 rows'],
      ['soon', '1,000 rows'],
      ['endless', '49,500 rows'],
      ['unused', '1 row'],
      ['drift', '1 row'],
      ['otherwise', '1,000 rows'],
      ['accounts', '1,000 rows'],
      ['principals', '100 rows'],
      ['sets', '2 rows'],
      ['units', '1,000 of 1,000 accounts'],
    ])('has the view %s', async (view, count) => {
      const { page, wrong } = await opened(`#view=${view}`);
      expect(await status(page).textContent()).toBe(count);
      expect(wrong).toEqual([]);
      await page.close();
    });

    test('is read with the keyboard, to its last row', async () => {
      const { page } = await opened();
      await row(page, 0).focus();
      await page.keyboard.press('End');
      await expect.poll(() => page.evaluate(`document.activeElement?.getAttribute('aria-rowindex')`)).toBe('100001');
      await page.keyboard.press('Enter');
      expect(await page.locator('.detail').textContent()).toContain('access/grants.yaml:100');
      await page.keyboard.press('Escape');
      expect(await page.locator('.detail').isHidden()).toBe(true);
      expect(await page.evaluate(`document.activeElement?.getAttribute('aria-rowindex')`)).toBe('100001');
      await page.keyboard.press('/');
      expect(await page.evaluate(`document.activeElement?.getAttribute('type')`)).toBe('search');
      await page.close();
    });

    test('is read with the keyboard where rows have no details, and so are the links of a row', async () => {
      const { page } = await opened('#view=accounts');
      const focused = (attribute: string) => page.evaluate(`document.activeElement.getAttribute('${attribute}')`);
      await row(page, 0).focus();
      await page.keyboard.press('ArrowDown');
      expect(await focused('data-at')).toBe('1');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      expect(await focused('href')).toBe('#view=accounts&unit=Workloads%2FDev');
      await page.keyboard.press('Enter');
      await expect.poll(() => status(page).textContent()).toBe('500 of 1,000 rows');
      await page.getByRole('button', { name: 'Principals' }).focus();
      await page.keyboard.press('Enter');
      expect(await page.evaluate(`document.activeElement.textContent`)).toBe('Principals');
      expect(await page.locator('th[aria-sort=ascending]').textContent()).toBe('Principals');
      // After the mouse has scrolled, too, there is a row that the Tab key leads to.
      await page.evaluate(`void document.querySelector('.body').scrollTo(0, 9000)`);
      await expect.poll(() => row(page, 0).count()).toBe(0);
      expect(await page.locator('tbody tr[tabindex="0"]').count()).toBe(1);
      await page.close();
    });

    test('shows the row whose details are open', async () => {
      const { page } = await opened();
      const last = page.locator('tbody tr[data-at]:not([data-at="0"])').nth(24);
      await last.locator('td').last().click();
      await expect.poll(() => isSeen(page, 'tr[aria-selected=true]')).toBe(true);
      await page.getByRole('button', { name: 'Close' }).click();
      expect(await page.locator('.detail').isHidden()).toBe(true);
      await page.close();
    });

    test('leads from the root of the tree to all assignments, which are what its figures count', async () => {
      const { page } = await opened('#view=units');
      expect(await page.locator('.figures').first().textContent()).toContain('1,000 accounts, 100,000 assignments');
      await page.getByRole('link', { name: '(root)' }).click();
      await expect.poll(() => status(page).textContent()).toBe('100,000 rows');
      await page.close();
    });

    test('says what is missing where it is printed', async () => {
      const { page } = await opened();
      await page.evaluate(`void dispatchEvent(new Event('beforeprint'))`);
      expect(await page.locator('tbody tr[data-at]').count()).toBe(5_000);
      expect(await page.locator('.print-note').textContent()).toContain('INCOMPLETE: the first 5,000 of 100,000 rows');
      await page.evaluate(`void dispatchEvent(new Event('afterprint'))`);
      expect(await page.locator('tbody tr[data-at]').count()).toBeLessThan(100);
      await page.close();
    });

    test('fits a telephone: nothing is wider than it', async () => {
      for (const hash of ['', '#view=sets', '#view=units']) {
        const { page } = await opened(hash, { width: 320, height: 640 });
        const width = await page.evaluate(
          `Math.max(...['html', '.body'].map((each) => document.querySelector(each).scrollWidth))`,
        );
        expect(width).toBeLessThanOrEqual(320);
        expect(await isSeen(page, 'nav [aria-current]')).toBe(true);
        await page.close();
      }
    });
  },
);
