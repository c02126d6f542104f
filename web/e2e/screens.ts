import type { Page } from 'playwright-core';

/** One screen in one state. `:patient` in the path stands for a patient whom the user may open. */
export interface Screen {
  readonly name: string;
  readonly path: string;
  /** Brings it into the state, at the widest width. */
  readonly act?: (page: Page) => Promise<unknown>;
}

const opened = (page: Page, testId: string) => page.getByTestId(testId).first().waitFor();
const dialog = (page: Page) => page.getByRole('dialog').waitFor();
const click = (page: Page, testId: string) => page.getByTestId(testId).first().click();

const entry = async (page: Page) => {
  await page.getByTestId('panel-problems').getByRole('button').filter({ hasNotText: 'Show' }).first().click();
  await opened(page, 'resource-drawer');
};

/** A draft of the access rules, at one of its tabs. */
const draftAt = async (page: Page, tab: string) => {
  await click(page, 'policy-begin');
  await page.getByRole('tab', { name: tab, exact: true }).click();
};
const formAt = async (page: Page, tab: string, add: string) => { await draftAt(page, tab); await click(page, add); await dialog(page); };

const chart: readonly Screen[] = [
  { name: 'chart', path: '/patients/:patient' },
  { name: 'user menu', path: '/patients/:patient', act: async (page) => { await click(page, 'user-menu'); await opened(page, 'sign-out'); } },
];

const clinicians: readonly Screen[] = [
  { name: 'schedule', path: '/schedule', act: (page) => opened(page, 'appointment-row') },
  { name: 'finder', path: '/schedule', act: async (page) => { await page.keyboard.press('Control+k'); await page.getByTestId('palette').getByTestId('finder-input').fill('ma'); await opened(page, 'finder-row'); } },
  { name: 'in-basket', path: '/in-basket?view=all', act: (page) => opened(page, 'reviews') },
  { name: 'in-house lab', path: '/in-house-lab' },
  { name: 'controls of the in-house lab', path: '/in-house-lab?view=controls' },
  { name: 'lots of the in-house lab', path: '/in-house-lab?view=lots', act: (page) => opened(page, 'lot-kind') },
  { name: 'logs of the in-house lab', path: '/in-house-lab?view=logs', act: (page) => opened(page, 'log-table') },
  { name: 'test in the clinic', path: '/patients/:patient/in-house', act: (page) => opened(page, 'in-house-test') },
  { name: 'messages', path: '/messages' },
  { name: 'messages that cannot be applied', path: '/messages?view=dead' },
  ...chart,
  { name: 'record', path: '/patients/:patient', act: async (page) => { await entry(page); await page.getByRole('tab', { name: 'Record' }).click(); } },
  { name: 'versions', path: '/patients/:patient', act: async (page) => { await entry(page); await page.getByRole('tab', { name: 'Versions' }).click(); await opened(page, 'version'); } },
  { name: 'note', path: '/patients/:patient', act: async (page) => { await click(page, 'timeline-note'); await opened(page, 'resource-drawer'); } },
  { name: 'order tests', path: '/patients/:patient/order-tests', act: (page) => opened(page, 'test-finder') },
  { name: 'privacy, taken in', path: '/patients/:patient/privacy' },
  { name: 'own account', path: '/my-account' },
  { name: 'apps', path: '/apps' },
  { name: 'nothing for this role', path: '/welcome' },
];

/** Every screen that somebody signed in has, by who sees it. */
export const screens: Readonly<Record<string, readonly Screen[]>> = {
  physician: clinicians,
  'front-desk': chart,
  biller: chart,
  'compliance-officer': [
    { name: 'audit log', path: '/audit-log', act: (page) => opened(page, 'audit-row') },
    { name: 'audit record', path: '/audit-log', act: async (page) => { await page.getByTestId('audit-row').first().getByRole('button').first().click(); await opened(page, 'audit-detail'); } },
    { name: 'alerts', path: '/security', act: (page) => opened(page, 'alert-row') },
    { name: 'alert', path: '/security', act: async (page) => { await page.getByTestId('alert-row').first().getByRole('button').click(); await opened(page, 'alert-history'); } },
    { name: 'incident', path: '/breaches', act: (page) => opened(page, 'incident') },
    { name: 'requests for correction', path: '/patient-rights' },
    { name: 'register of exceptions', path: '/patient-rights?view=exceptions', act: (page) => opened(page, 'exceptions-export') },
    { name: 'exception, asked', path: '/patient-rights?view=exceptions', act: async (page) => { await click(page, 'exception-add'); await dialog(page); } },
    { name: 'ages of minors', path: '/patient-rights?view=ages', act: (page) => opened(page, 'age-line') },
    { name: 'ages form', path: '/patient-rights?view=ages', act: async (page) => { await click(page, 'ages-add'); await dialog(page); } },
    { name: 'privacy of a patient', path: '/patients/:patient/privacy', act: (page) => opened(page, 'look-of-day') },
    { name: 'proxy, given', path: '/patients/:patient/privacy', act: async (page) => { await click(page, 'proxy-give'); await dialog(page); } },
    { name: 'disclosure, asked', path: '/patients/:patient/privacy', act: async (page) => { await click(page, 'disclosure-add'); await dialog(page); } },
    { name: 'suspension, asked', path: '/patients/:patient/privacy', act: async (page) => { await click(page, 'suspension-add'); await dialog(page); } },
    { name: 'why', path: '/why?user=physician&reference=Patient/none&interaction=read', act: (page) => opened(page, 'explanation') },
    { name: 'emergency reviews', path: '/emergency-reviews' },
    { name: 'keeping of the log', path: '/log-keeping' },
    { name: 'exports', path: '/exports' },
    { name: 'export, asked', path: '/exports', act: async (page) => { await click(page, 'export-start'); await dialog(page); } },
  ],
  administrator: [
    { name: 'setting up the in-house lab', path: '/in-house-setup', act: (page) => opened(page, 'starter') },
    { name: 'users', path: '/staff' },
    { name: 'user', path: '/staff', act: async (page) => { await click(page, 'user-add'); await dialog(page); } },
    { name: 'how people sign in', path: '/sign-in-rules' },
    { name: 'access review', path: '/access-review' },
    { name: 'directories', path: '/directories' },
    { name: 'outbound hosts', path: '/allowed-hosts', act: (page) => opened(page, 'outbound-add') },
    { name: 'access rules', path: '/access-rules' },
    { name: 'what labels close', path: '/access-rules', act: (page) => draftAt(page, 'What is closed') },
    { name: 'restriction form', path: '/access-rules', act: (page) => formAt(page, 'What is closed', 'policy-restriction-add') },
    { name: 'labels put', path: '/access-rules', act: (page) => draftAt(page, 'Labels') },
    { name: 'labelling form', path: '/access-rules', act: (page) => formAt(page, 'Labels', 'policy-labelling-rule-add') },
    { name: 'codes form', path: '/access-rules', act: (page) => formAt(page, 'Labels', 'policy-codes-add') },
    { name: 'times form', path: '/access-rules', act: (page) => formAt(page, 'Times', 'policy-times-add') },
    { name: 'registered apps', path: '/apps' },
    { name: 'partners', path: '/interfaces' },
    { name: 'partner form', path: '/interfaces', act: async (page) => { await click(page, 'partner-add'); for (const row of ['sender-add', 'authority-add', 'code-add']) await click(page, row); } },
    { name: 'try-out', path: '/interfaces?view=try', act: async (page) => { await page.getByTestId('try-message').fill('MSH|^~\\&|LAB|TEST|EHR|CLINIC|20260302090000||ADT^A08^ADT_A01|1|P|2.5.1\nPID|1||1^^^LAB^MR||Sample^Test||19700102|F\nZXX|not read'); await click(page, 'try-go'); await opened(page, 'try-result'); await page.locator('[data-path="PID-5"]').click(); } },
    { name: 'messages of partners', path: '/interfaces?view=messages' },
  ],
  patient: [
    { name: 'own chart', path: '/patients/:patient' },
    { name: 'correction', path: '/patients/:patient', act: async (page) => { await entry(page); await click(page, 'amend'); await opened(page, 'amend-words'); } },
    { name: 'my privacy', path: '/my-privacy' },
    { name: 'own exports', path: '/exports' },
  ],
};

/** Screens of the router that are walked elsewhere: before a sign-in, on another server, or by a proxy. */
export const elsewhere = ['/', '/sign-in', '/second-factor', '/start', '/consent', '/join', '/records'];
