// What a live page adds to pages that are whole without it: lighting a record and its words together, keys, and moving through lists.
// Plain modules with types in comments (checked with `tsc --checkJs`): what is written here is what the browser runs.

/** @param {string} selector @returns {HTMLElement[]} */
const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);

// Reading view: a record and its words.
const lit = "lit";

/** @param {string[]} records @param {boolean} on */
function light(records, on) {
  for (const record of records) {
    for (const element of all(`[data-r~="${CSS.escape(record)}"]`)) element.classList.toggle(lit, on);
  }
}

/** @param {EventTarget | null} target @returns {string[]} */
function recordsOf(target) {
  const element = target instanceof Element ? target.closest("[data-r]") : null;
  return element instanceof HTMLElement && element.dataset.r ? element.dataset.r.split(" ") : [];
}

for (const [begin, end] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
  document.addEventListener(begin, (event) => light(recordsOf(event.target), true));
  document.addEventListener(end, (event) => light(recordsOf(event.target), false));
}

// Cards stand beside their words where there is room for both. All places are read before the first card is moved: reading one after moving another
// would lay the page out anew each time.
function align() {
  /** @type {[HTMLElement, string][]} */
  const moves = [];
  for (const article of all("article.reading")) {
    const cards = article.querySelector(".cards");
    if (!(cards instanceof HTMLElement)) continue;
    const beside = article.getBoundingClientRect().width > 900;
    const top = cards.getBoundingClientRect().top;
    let below = 0;
    for (const card of cards.children) {
      if (!(card instanceof HTMLElement)) continue;
      const words = beside ? document.getElementById(`at-${card.id}`) : null;
      const gap = words ? Math.max(0, Math.min(words.getBoundingClientRect().top - top - below, 1200)) : 0;
      moves.push([card, gap > 0 ? `${gap}px` : ""]);
      below += gap + card.offsetHeight + 8;
    }
  }
  for (const [card, gap] of moves) card.style.marginTop = gap;
}
// Cards far from the screen are as high as the style supposes until they come near: then their places are reckoned again, once for each picture.
let waiting = false;
function alignSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    align();
  });
}
if (document.querySelector("article.reading")) {
  alignSoon();
  addEventListener("resize", alignSoon);
  const sizes = new ResizeObserver(alignSoon);
  for (const cards of all(".cards")) sizes.observe(cards);
}

// Keys. Whoever writes, or composes a character, is left alone.
/** @param {KeyboardEvent} event */
const writing = (event) =>
  event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey ||
  (event.target instanceof HTMLElement && event.target.matches("input:not([type=checkbox]), textarea, select"));

const listed = () => all(".task, ol.events > li, ol.entries > li");
const chosen = new Set();

/** @returns {HTMLElement | undefined} */
const current = () => listed().find((task) => task.contains(document.activeElement));

/** @param {number} step */
function move(step) {
  const tasks = listed();
  const at = tasks.indexOf(/** @type {HTMLElement} */ (current()));
  const next = tasks[Math.max(0, Math.min(tasks.length - 1, at < 0 ? 0 : at + step))];
  const focus = next?.matches("[tabindex]") ? next : next?.querySelector("a");
  if (focus instanceof HTMLElement) focus.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLFormElement} form Sends all that were chosen as one. */
function merge(form) {
  for (const record of chosen) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "record";
    field.value = record;
    form.append(field);
  }
  form.submit();
}

document.addEventListener("keydown", (event) => {
  if (writing(event)) return;
  const scope = current() ?? document.querySelector("section.review");
  const press = (/** @type {string} */ key) => {
    const button = scope?.querySelector(`[data-key="${key}"]`);
    if (button instanceof HTMLElement) button.click();
    return button instanceof HTMLElement;
  };
  let done = true;
  switch (event.key) {
    case "/": {
      const find = document.getElementById("find");
      if (find) find.focus();
      break;
    }
    case "j": move(1); break;
    case "k": move(-1); break;
    case "Enter": {
      const task = current();
      if (task && document.activeElement === task) task.querySelector("a")?.click();
      else done = false;
      break;
    }
    // A form of its own: opened by its key; where something is chosen already, the same key sends it.
    case "c":
    case "s":
    case "m": {
      const form = scope?.querySelector(`details[data-open="${event.key}"]`);
      const picked = document.getElementById("merge");
      if (event.key === "m" && picked instanceof HTMLFormElement && chosen.size > 1) {
        merge(picked);
      } else if (form instanceof HTMLDetailsElement) {
        const ready = form.open && form.querySelector("input[type=checkbox]:checked") ? form.querySelector("form") : null;
        if (ready) ready.requestSubmit();
        else {
          form.open = true;
          const first = event.key === "m" ? form.querySelector("input:not([type=hidden])") : form.querySelector("summary");
          if (first instanceof HTMLElement) first.focus();
        }
      } else done = press(event.key);
      break;
    }
    case "x": {
      const task = current();
      if (task?.dataset.record) {
        const on = task.classList.toggle("chosen");
        if (on) chosen.add(task.dataset.record);
        else chosen.delete(task.dataset.record);
      }
      break;
    }
    case "u":
      if (!press("u")) {
        const undo = document.querySelector("#undo button");
        if (undo instanceof HTMLElement) undo.click();
        else done = false;
      }
      break;
    default: {
      const choice = /^[1-9]$/.test(event.key) ? scope?.querySelector(`details[open] [data-digit="${event.key}"]`) : null;
      if (choice instanceof HTMLElement) choice.click();
      else done = ["a", "r"].includes(event.key) && press(event.key);
    }
  }
  if (done) event.preventDefault();
});

// A map that is wider than the screen is seen from its middle.
for (const map of all("figure.chart:has(> .graph)")) map.scrollLeft = (map.scrollWidth - map.clientWidth) / 2;

// What was still being counted is asked for again, a few times, and put in place of what stands there.
const waits = document.querySelector("[data-counting]");
if (waits) {
  let left = 8;
  const again = async () => {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.querySelector("main");
    left -= 1;
    if (page.querySelector("[data-counting]")) {
      if (left > 0) setTimeout(again, 1500);
    } else if (main && !document.querySelector("main :focus")) {
      document.querySelector("main")?.replaceWith(document.adoptNode(main));
    }
  };
  setTimeout(again, 700);
}
