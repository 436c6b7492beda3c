// The till without reloading: every button sends the same form as it would alone, and the answer replaces the parts
// that changed. The scan field stays in place, so a scanner may go on typing while the last scan is being answered.
//
// A request that gets no answer leaves the form as it was, its key included: pressing again redeems once.

const form = document.querySelector("[data-till]");
const scan = form.elements.namedItem("typed");
const hasKeyboard = window.matchMedia("(pointer: fine)").matches;

let queue = Promise.resolve();
let isConfirming = false;
let isSending = false;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const pressed = event.submitter ? event.submitter.value : "find";
  if (pressed === "confirm") {
    if (isConfirming) return;
    isConfirming = true;
  }
  const typed = scan.value.trim();
  if (pressed === "find") {
    // Enter on the empty field means: that is all. It only leads to the button; a second Enter redeems.
    const confirm = form.querySelector('button[value="confirm"]');
    if (!typed && !isSending && !confirm.disabled) return confirm.focus();
    scan.value = "";
  }
  queue = queue.then(() => send(pressed, typed));
});

// A quantity that was typed counts as soon as the field is left.
form.addEventListener("change", (event) => {
  if (event.target.type === "number") queue = queue.then(() => send("find", ""));
});

// A scanner types wherever the focus is; without a field there it shall reach the scan field.
document.addEventListener("keydown", (event) => {
  const isTyped = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isTyped && !event.target.closest("input, textarea, select")) scan.focus();
});

async function send(pressed, typed) {
  const body = new FormData(form);
  body.set("typed", typed);
  body.set("do", pressed);
  isSending = true;
  form.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    if (!response.ok) throw new Error(String(response.status));
    if (response.redirected) {
      window.location.assign(response.url);
      return;
    }
    show(new DOMParser().parseFromString(await response.text(), "text/html"), pressed);
  } catch {
    scan.value ||= typed;
    say(form.dataset.offline);
  }
  isConfirming = false;
  isSending = false;
  form.removeAttribute("aria-busy");
}

function show(page, pressed) {
  for (const part of form.querySelectorAll("[data-part]")) {
    const next = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (next) part.replaceChildren(...next.childNodes);
  }
  focusAfter(pressed);
  const said = form.querySelector('[data-part="said"]');
  if (said.childElementCount) said.scrollIntoView({ block: "nearest" });
}

// The button that was pressed keeps the focus, so that a keyboard may press it again; after a scan the field has it,
// and after a refused redemption too: a second Enter in haste must not agree to a price that nobody has read.
function focusAfter(pressed) {
  const again = form.querySelector(`button[value="${CSS.escape(pressed)}"]:not(:disabled)`);
  if (pressed === "find" || pressed === "confirm" || !again) {
    if (hasKeyboard) scan.focus();
  } else {
    again.focus({ preventScroll: true });
  }
}

function say(sentence) {
  const notice = document.createElement("p");
  notice.className = "pt-notice pt-notice--bad pt-till__refusal";
  notice.textContent = sentence;
  const said = form.querySelector('[data-part="said"]');
  said.replaceChildren(notice);
  said.scrollIntoView({ block: "nearest" });
}
