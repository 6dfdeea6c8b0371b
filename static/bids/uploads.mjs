// Files of a bid go on their way as soon as they are chosen, one after the other and part by part. A broken connection
// only makes them wait; after the browser was closed, the same file chosen again goes on where it was. Plain source, not
// built. Without script, or where the browser can't hash (no HTTPS), the form sends them as it always did.
// Every sentence comes from the page or from the server. What the server says: tenders/bids/views/arriving.py.

const form = document.querySelector("form[data-uploads]");
const template = document.getElementById("upload-row");
const LEAST = 64 * 1024, MOST = 2 * 1024 * 1024, FIRST = 256 * 1024; // bytes of a part
const PATIENCE = 120_000, SOON = 1_000, LATER = 15_000; // milliseconds
const TRIES = 40; // ten minutes of answers that are none

const queue = [];
let running = false, leaving = false, pressed = null;

class Refusal extends Error {}

if (form?.requestSubmit && template && window.crypto?.subtle && window.AbortSignal?.timeout) {
  form.addEventListener("change", take);
  form.addEventListener("submit", hold);
  window.addEventListener("beforeunload", (event) => {
    if (running && !leaving) event.preventDefault();
  });
}

function take(event) {
  const input = event.target;
  if (input.type !== "file") return;
  for (const file of input.files) queue.push(shown(input, file));
  input.value = ""; // else the form would send them once more
  run();
}

async function run() {
  if (running) return;
  running = true;
  let refused = false;
  for (let job; (job = queue.shift()); ) {
    if (job.ended) continue;
    try {
      await send(job);
    } catch (error) {
      if (job.ended) continue;
      refused = true;
      if (error instanceof Refusal) refuse(job, error.message);
      else giveBack([job, ...queue.splice(0)]);
    }
    await refresh().catch(() => {});
  }
  running = false;
  document.getElementById("upload-hold")?.remove();
  if (!pressed) return;
  const button = pressed;
  pressed = null;
  if (refused) tell(template.dataset.mend);
  else press(button);
}

// Parts do not come through here (a proxy may forbid them): from now on the form sends whole files, as without a script.
function giveBack(jobs) {
  form.removeEventListener("change", take);
  for (const job of jobs.filter((each) => !each.ended)) {
    forget(job);
    refuse(job, template.dataset.failed);
  }
}

const press = (button) => form.requestSubmit(button?.isConnected ? button : alike(button));

const alike = (button) => button && document.querySelector(`button[name="${button.name}"][value="${button.value}"]`);

async function send(job) {
  say(job, "reading");
  const sha256 = await hash(await read(job.file));
  const about = new URLSearchParams({ name: job.file.name, size: job.file.size, sha256, field: job.field });
  let standing = await ask(job, "POST", form.dataset.uploads, about);
  job.address = standing.address;
  document.querySelector(`[data-waiting="${job.address.split("/").at(-2)}"]`)?.remove();
  while (!standing.sealed) {
    say(job, "sending");
    count(job, standing.offset);
    const began = performance.now();
    const data = await read(job.file.slice(standing.offset, standing.offset + job.part));
    if (standing.offset + data.byteLength >= job.file.size) say(job, "checking");
    const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": standing.offset };
    standing = await ask(job, "PATCH", job.address, data, { ...headers, "Upload-Sha256": await hash(data) });
    if (performance.now() - began < SOON) job.part = Math.min(2 * job.part, MOST);
  }
  count(job, job.file.size);
  say(job, "sealed", standing.sealed);
  finish(job);
}

// Ask until there is an answer that says how to go on: a broken connection only makes it wait.
async function ask(job, method, address, body, headers = {}) {
  let odd = 0;
  for (let wait = SOON; ; wait = Math.min(2 * wait, LATER)) {
    const about = { method, body, headers: { ...headers, "X-CSRFToken": token().value } };
    const how = { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch(address, { ...about, ...how }).catch(() => null);
    if (job.ended) throw new Refusal();
    if (answer && (answer.ok || answer.status === 409)) {
      const told = await answer.json().catch(() => null);
      if (told) return told;
    }
    if (answer && [422, 507].includes(answer.status)) throw new Refusal((await answer.json()).sentences.join(" "));
    const signedOut = answer?.type === "opaqueredirect";
    if (answer && !signedOut) odd += answer.status === 403 ? TRIES / 2 : 1;
    if ([400, 404, 405, 501].includes(answer?.status) || odd >= TRIES) throw new Error("no way for parts");
    if (answer?.status === 403) await refresh().catch(() => {}); // signed in anew: the page has another token
    job.part = Math.max(job.part / 2, LEAST);
    say(job, signedOut ? "signedOut" : "paused");
    await connection(wait);
  }
}

const connection = (wait) =>
  new Promise((resolve) => {
    setTimeout(resolve, wait);
    window.addEventListener("online", resolve, { once: true });
  });

const token = () => form.querySelector("input[name=csrfmiddlewaretoken]");

const read = (blob) =>
  blob.arrayBuffer().catch(() => {
    throw new Refusal(template.dataset.unreadable);
  });

async function hash(data) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Put in what changed on the page, and nothing that somebody types: lists of files, checks, the way to submitting.
async function refresh() {
  const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-fresh]")) {
    const other = fresh.getElementById(part.id);
    if (other && !part.contains(document.activeElement)) part.replaceWith(other);
  }
  token().value = fresh.querySelector("form[data-uploads] input[name=csrfmiddlewaretoken]")?.value ?? token().value;
}

// --- What is seen and heard ---------------------------------------------------------------------------------------

function shown(input, file) {
  const row = template.content.firstElementChild.cloneNode(true);
  const group = input.closest(".govuk-form-group");
  const list = group.querySelector(".pv-rows") ?? group.appendChild(document.createElement("ul"));
  list.className = "pv-rows pv-rows--plain";
  list.style.marginTop = "16px";
  list.append(row);
  for (const place of row.querySelectorAll("[data-name]")) place.textContent = file.name;
  row.querySelector("progress").setAttribute("aria-label", file.name);
  const job = { file, field: input.name, row, part: FIRST, address: "", ended: false };
  row.querySelector("button").addEventListener("click", () => giveUp(job));
  row.querySelector("[data-state]").textContent = template.dataset.waiting;
  return job;
}

function count(job, done) {
  const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  const words = template.dataset.count.replace("[done]", megabytes(done)).replace("[size]", megabytes(job.file.size));
  job.row.querySelector("[data-count]").textContent = words;
  job.row.querySelector("progress").value = job.file.size ? done / job.file.size : 1;
}

function say(job, word, hash = "") {
  const state = job.row.querySelector("[data-state]");
  if (state.textContent === template.dataset[word]) return;
  state.textContent = template.dataset[word];
  job.row.querySelector("[data-hash]").textContent = hash;
  tell(`${job.file.name}: ${state.textContent} ${hash}`);
}

function refuse(job, sentence) {
  const state = job.row.querySelector("[data-state]");
  state.className = "govuk-error-message";
  state.textContent = sentence;
  job.row.closest(".govuk-form-group").classList.add("govuk-form-group--error");
  tell(`${job.file.name}: ${sentence}`);
  finish(job);
}

function finish(job) {
  job.ended = true;
  for (const gone of job.row.querySelectorAll("progress, button, [data-count]")) gone.remove();
}

function giveUp(job) {
  job.ended = true;
  job.row.remove();
  forget(job);
}

function forget(job) {
  if (job.address) fetch(job.address, { method: "DELETE", headers: { "X-CSRFToken": token().value } }).catch(() => {});
}

function tell(words) {
  document.getElementById("upload-news").textContent = words;
}

// A button that leads away waits for the files, unless its person does not want to.
function hold(event) {
  if (!running || leaving) return;
  event.preventDefault();
  pressed = event.submitter;
  if (document.getElementById("upload-hold")) return;
  const words = document.createElement("p");
  words.id = "upload-hold";
  words.className = "govuk-inset-text";
  words.append(template.dataset.hold, " ");
  const go = words.appendChild(document.createElement("button"));
  go.type = "button";
  go.className = "pv-link";
  go.textContent = template.dataset.go;
  go.addEventListener("click", () => {
    leaving = true;
    press(pressed);
  });
  (pressed?.closest("aside > div") ?? pressed?.parentElement ?? form).after(words);
  tell(template.dataset.hold);
}
