// node run.mjs CHROME URL...   One browser, one accessibility audit after the other; prints [{url, score, failed}].
import { snapshot } from "lighthouse";
import { launch } from "puppeteer-core";

const [executablePath, ...urls] = process.argv.slice(2);
const browser = await launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
const config = {
  extends: "lighthouse:default",
  settings: { onlyCategories: ["accessibility"], disableFullPageScreenshot: true },
};
const found = [];
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 360, height: 640, isMobile: true, hasTouch: true });
  for (const url of urls) {
    await page.goto(url, { waitUntil: "load" });
    const { lhr } = await snapshot(page, { config });
    const failed = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 1);
    found.push({ url, score: lhr.categories.accessibility.score, failed: failed.map((audit) => audit.id) });
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(found));
