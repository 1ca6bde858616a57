// puppeteer-core drives a headless Chromium: tsc's helpers in its own code.
import puppeteer from 'puppeteer-core';

const PAGE = `<title>t</title><input id="in"><button onclick="document.title = 'clicked'">go</button><select><option>a<option>b</select><iframe srcdoc="<p>inside</p>"></iframe><p class="x">one</p><p class="x">two</p>`;

export default async function drive({ chromium }) {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    headless: 'shell',
    pipe: true,
    protocolTimeout: 0,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.setContent(PAGE);
    await page.type('#in', 'ab');
    await page.click('button');
    await page.select('select', 'b');
    await page.$eval('p.x', (one) => one.textContent);
    await page.$$eval('p.x', (all) => all.length);
    const handle = await page.waitForSelector('p.x');
    await handle.boundingBox();
    await handle.isIntersectingViewport();
    await handle.screenshot();
    await handle.$$('xpath/.');
    await handle.dispose();
    await page.locator('button').click();
    await page.exposeFunction('own', (a) => a + 1);
    await page.evaluate(() => globalThis.own(1));
    await page.screenshot({ clip: { x: 0, y: 0, width: 10, height: 10 } });
    const frame = page.frames()[1];
    await frame?.$('p');
    await frame?.frameElement();
    await page.hover('button');
    await page.focus('#in');
    await page.tap('button').catch(() => {});
    await page.waitForFunction('document.title === "clicked"');
    await (await page.evaluateHandle(() => ({ a: 1, b: [2] }))).getProperties();
    await page.close();
  } finally {
    await browser.close();
  }
}
