// Drives a browser over every page of the web application: three languages, light and dark, with and without scripts; looks for faults of
// accessibility (axe), of the policy of contents, and for anything hostile that runs. Last line: N passed, N failed.
//
// node run.mjs [PROGRAM]: the program is target/release/chancery unless named.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const root = resolve(import.meta.dirname, "../..");
const program = process.argv[2] ?? join(root, "target/release/chancery");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "chancery-browser-"));
let passed = 0;
const failures = [];
const check = (what, good, detail = "") => {
  if (good) passed += 1;
  else {
    failures.push(what);
    console.log(`FAILED  ${what} ${detail}`);
  }
};

// Three hundred documents and names of strangers: scripts, pictures, handlers, other schemes, characters that turn the direction.
const payloads = [
  "<script>document.title='PWNED'</script>", "<img src=x onerror=\"document.title='PWNED'\">", "<svg onload=\"document.title='PWNED'\">",
  "\"><script>document.title='PWNED'</script>", "'><b onmouseover=\"document.title='PWNED'\">b</b>", "<a href=\"javascript:document.title='PWNED'\">a</a>",
  "<iframe srcdoc=\"<script>parent.document.title='PWNED'</script>\"></iframe>", "</title><script>document.title='PWNED'</script>", "<style>@import 'http://evil.example'</style>",
  "\u202E\u2066PWNED", "<math><mi xlink:href=\"javascript:document.title='PWNED'\">x</mi></math>", "<base href=\"http://evil.example/\">",
];
const hostile = join(folder, "hostile");
mkdirSync(hostile);
for (let at = 0; at < 300; at += 1) {
  const payload = payloads[at % payloads.length];
  const name = payload.replace(/[/\0]/g, "_").slice(0, 60);
  const text = `新華社北京2019年6月5日電 ${payload}中國外交部長王毅2019年6月5日在北京會見俄羅斯外長${payload}拉夫羅夫。雙方簽署《${payload}聯合聲明》。王毅說：「${payload}」第${at}件\n`;
  writeFileSync(join(hostile, `${name}${at}.txt`), text);
}

const server = spawn(program, ["serve", "--archive", join(folder, "archive"), "--add", join(root, "examples"), hostile, "--port", "0", "--no-open"], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((found, lost) => {
  let told = "";
  server.stdout.on("data", (bytes) => {
    told += bytes;
    const line = told.split("\n").find((line) => line.startsWith("http://"));
    if (line) found(line.trim());
  });
  server.on("exit", (code) => lost(new Error(`the server ended: ${code}`)));
});
const origin = new URL(address).origin;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

try {
  const first = await browser.newContext({ locale: "zh-TW" });
  const opening = await first.newPage();
  await opening.goto(address);
  check("the one-time address opens the first page", new URL(opening.url()).pathname === "/");
  const cookies = await first.cookies();
  const other = await browser.newContext();
  const again = await other.newPage();
  check("the one-time address works once", (await again.goto(address)).status() === 401);
  await other.close();
  const json = async (path) => (await first.request.get(`${origin}${path}`)).json();
  const id = async (list) => encodeURIComponent((await json(list)).items[0].id);

  const pages = ["/", "/search?q=%E4%BF%84", "/events", "/documents", "/names", "/names/CHN", `/names/${await id("/names.json?state=RUS")}`, "/instruments", "/relations", "/statements", "/figures", "/pairs", "/pairs/CHN-RUS",
    "/timeline", "/timeline?by=day", "/map", "/wordings", "/phrase?phrase=%E5%A4%96%E4%BA%A4%E9%83%A8", "/coverage", "/review", "/decisions", "/api", "/about", "/compare"];
  for (const layer of ["events", "instruments", "relations", "statements", "figures", "wordings"]) pages.push(`/${layer}/${await id(`/${layer}.json`)}`);
  const documents = (await json("/documents.json?limit=1000")).items;
  const example = documents.find((one) => one.name.includes("hong-kong-page"));
  pages.push(`/documents/${example.id}`);
  const statements = (await json("/statements.json")).items;
  pages.push(`/compare?left=${statements[0].id}&right=${statements[1].id}`);

  for (const [locale, theme, scripts] of [["zh-Hant", "light", true], ["zh-Hans", "dark", true], ["en", "light", true], ["en", "dark", false]]) {
    const context = await browser.newContext({ locale, colorScheme: theme, javaScriptEnabled: scripts, viewport: { width: 1280, height: 900 } });
    await context.addCookies(cookies);
    const page = await context.newPage();
    const faults = [];
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(String(error)));
    for (const path of pages) {
      const where = `${path} ${locale} ${theme}${scripts ? "" : " without scripts"}`;
      faults.length = 0;
      const answer = await page.goto(`${origin}${path}`);
      check(`${where} answers in its language`, answer.status() === 200 && (await page.getAttribute("html", "lang")) === locale, `${answer.status()} ${faults.join("; ")}`);
      check(`${where} has one heading and no fault`, (await page.locator("h1").count()) === 1 && faults.length === 0, faults.join("; "));
      if (scripts) {
        await page.evaluate(axe);
        const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
        check(`${where}: axe finds nothing`, found.violations.length === 0, found.violations.map((one) => `${one.id}: ${one.nodes.length} ${one.nodes[0].html.slice(0, 160)} ${one.nodes[0].failureSummary?.slice(0, 200)}`).join("\n        "));
      }
    }
    await context.close();
  }

  // What strangers wrote is shown and does nothing.
  const context = await browser.newContext({ locale: "en" });
  await context.addCookies(cookies);
  const page = await context.newPage();
  let ran = 0;
  page.on("dialog", (dialog) => { ran += 1; dialog.dismiss(); });
  page.on("request", (request) => { if (!request.url().startsWith(origin)) ran += 1; });
  const strangers = documents.filter((one) => !one.name.startsWith("examples/"));
  check("three hundred hostile documents are there", strangers.length >= 290, String(strangers.length));
  for (const one of strangers) {
    await page.goto(`${origin}/documents/${one.id}`, { waitUntil: "load" });
    if ((await page.evaluate(() => document.title)) === "PWNED") ran += 1;
  }
  check("none of them runs or loads anything", ran === 0, String(ran));

  // A live page: a record and its words light together, keys move and decide.
  await page.goto(`${origin}/documents/${example.id}`);
  const mark = page.locator(".text .m-event").first();
  await mark.hover();
  const record = (await mark.getAttribute("data-r")).split(" ")[0];
  check("hovering words lights their record", await page.locator(`#${record}`).evaluate((card) => card.classList.contains("lit")));
  await mark.click();
  check("a click leads to the record", page.url().includes("#"));
  await page.goto(`${origin}/review`);
  const before = await page.locator(".task").count();
  const found = (await json("/review.json")).found;
  await page.keyboard.press("j");
  check("j goes to the first task", await page.locator(".task").first().evaluate((task) => task === document.activeElement));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("a")]);
  check("a accepts it and comes back to the queue", (await json("/review.json")).found === found - 1 && before > 0 && page.url() === `${origin}/review`, page.url());
  await page.keyboard.press("j");
  const task = page.locator(".task").first();
  const corrected = await task.getAttribute("data-record");
  await page.keyboard.press("c");
  check("c opens the form that corrects", await task.locator("details.correct").evaluate((form) => form.open));
  const status = await task.locator("[data-digit='2']").getAttribute("value");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("2")]);
  check("a number gives the status", (await json(`/events/${corrected}.json`)).record.status === status && page.url() === `${origin}/review`, page.url());
  await Promise.all([page.waitForNavigation(), page.keyboard.press("u")]);
  check("u takes it back", (await json("/decisions.json")).items.at(-1).act.act === "undo");
  const pair = (await json("/events.json?limit=1000")).items.filter((one) => one.reports === 1).slice(0, 2);
  const csrf = await page.getAttribute("meta[name=csrf]", "content");
  await page.request.post(`${origin}/review/editor`, { headers: { "content-type": "application/x-www-form-urlencoded" }, data: `csrf=${csrf}&act=merge&record=${pair[0].id}&record=${pair[1].id}&back=/review` });
  const [several] = pair;
  check("two events are one", (await json(`/events/${several.id}.json`)).record.reports.length === 2);
  await page.goto(`${origin}/events/${several.id}`);
  await page.keyboard.press("s");
  check("s opens the form that splits", await page.locator("details[data-open=s]").evaluate((form) => form.open));
  await Promise.all([page.waitForNavigation(), page.keyboard.press("s")]);
  check("s once more sends the second report away", (await json(`/events/${several.id}.json`)).record.reports.length === 1);
  const plain = await browser.newContext({ locale: "en", javaScriptEnabled: false });
  await plain.addCookies(cookies);
  const without = await plain.newPage();
  await without.goto(`${origin}/events/${several.id}?act=correct`);
  await without.selectOption("#f-field", "topic");
  await without.fill("#v-field", "a topic");
  await Promise.all([without.waitForNavigation(), without.locator("details.correct form.stack button:not([name])").click({ force: true })]);
  check("without scripts a form corrects", (await json(`/events/${several.id}.json`)).record.topic === "a topic");
  await Promise.all([without.waitForNavigation(), without.locator("[data-key=u]").click({ force: true })]);
  check("and takes it back", (await json(`/events/${several.id}.json`)).record.topic !== "a topic");
  await plain.close();
  await page.goto(`${origin}/review`);
  await page.keyboard.press("/");
  check("/ goes to the search", await page.evaluate(() => document.activeElement.id === "find"));
  await page.keyboard.press("a");
  check("keys are letters where somebody writes", (await page.inputValue("#find")) === "a");

  // Every address of the pages answers: links are followed one step.
  const links = new Set();
  for (const path of pages) {
    await page.goto(`${origin}${path}`);
    for (const href of await page.locator("a[href]").evaluateAll((all) => all.map((one) => one.getAttribute("href")))) if (href.startsWith("/") && !href.startsWith("/documents/d-")) links.add(href.split("#")[0]);
  }
  const dead = [];
  for (const link of [...links].slice(0, 600)) {
    const answer = await context.request.get(`${origin}${link}`, { maxRedirects: 0 });
    if (answer.status() !== 200) dead.push(`${link} ${answer.status()}`);
  }
  check(`${Math.min(links.size, 600)} links of the pages answer`, dead.length === 0, dead.slice(0, 10).join("; "));
} finally {
  await browser.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failures.length} failed`);
// The server may still be ending.
process.exit(failures.length === 0 ? 0 : 1);
