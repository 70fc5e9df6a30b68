// Takes screenshots of pages for a person to look at: node shots.mjs ADDRESS FOLDER [light|dark] [LANGUAGE] PATH…
import { chromium } from "playwright-core";

const [address, folder, theme, language, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: Number(process.env.WIDTH ?? 1280), height: 900 }, colorScheme: theme, locale: language });
const page = await context.newPage();
await page.goto(address);
const origin = new URL(address).origin;
for (const path of paths) {
  await page.goto(`${origin}${path}`);
  const name = path.replace(/[^a-z0-9]+/gi, "_").slice(0, 40) || "home";
  await page.screenshot({ path: `${folder}/${name}-${theme}-${language}.png`, fullPage: process.env.FULL === "1" });
}
await browser.close();
