// node run.mjs CHROME URL...   One browser, one page after the other: prints [{url, score, failed, asked}], where
// asked are the audits that count.
import { defaultConfig, snapshot } from "lighthouse";
import { pageFunctions } from "lighthouse/core/lib/page-functions.js";
import { launch } from "puppeteer-core";

// The whole accessibility category of Lighthouse's own configuration, and nothing that only other categories read.
const audits = defaultConfig.audits.filter((audit) => typeof audit === "string" && audit.startsWith("accessibility/"));
const config = {
  artifacts: [{ id: "Accessibility", gatherer: "accessibility" }],
  audits,
  categories: { accessibility: defaultConfig.categories.accessibility },
  groups: defaultConfig.groups,
  // The page stays as large as it was opened: laying it out anew as another phone would show nothing more.
  settings: { disableFullPageScreenshot: true, formFactor: "mobile", screenEmulation: { disabled: true } },
};
// Lighthouse times the machine for a second on every page, which no audit of accessibility looks at.
pageFunctions.computeBenchmarkIndex = () => 1000;
// An audit words what it is about anew whenever it is asked for its name, thousands of times a page.
for (const audit of audits) {
  const { default: Audit } = await import(`lighthouse/core/audits/${audit}.js`);
  Object.defineProperty(Audit, "meta", { value: Audit.meta });
}

const [executablePath, ...urls] = process.argv.slice(2);
const browser = await launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
const found = [];
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 360, height: 640, isMobile: true, hasTouch: true });
  for (const url of urls) {
    await page.goto(url, { waitUntil: "load" });
    const { lhr } = await snapshot(page, { config });
    const failed = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 1);
    const asked = lhr.categories.accessibility.auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id);
    found.push({ url, score: lhr.categories.accessibility.score, failed: failed.map((audit) => audit.id), asked });
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(found));
