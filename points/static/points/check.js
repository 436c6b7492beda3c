// The page that checks a proof: fetches that of a line, or takes one as a file, and says yes or no and why.
import { Wrong, check } from "./merkle.js";

const page = document.querySelector("[data-check]");
const result = page.querySelector("[data-result]");
const form = page.querySelector("[data-form]");

const word = (name) => page.querySelector(`template[data-word="${name}"]`)?.content.textContent.trim() ?? "";

function say(name, why = "") {
  const said = page.querySelector(`template[data-say="${name}"]`).content.cloneNode(true);
  const place = said.querySelector("[data-why]");
  if (place) place.textContent = why;
  result.append(said);
  return result;
}

function show(proof, found) {
  const { record, size, isSigned } = found;
  const isOurs = proof.public_key === page.dataset.key;
  const language = document.documentElement.lang;
  const facts = {
    id: record.id,
    points: (record.amount / 10).toLocaleString(language),
    day: new Date(record.occurred_on).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" }),
    recorded: new Date(record.created_at).toLocaleString(language, {
      dateStyle: "long",
      timeStyle: "short",
      timeZone: page.dataset.zone,
    }),
    memo: record.memo || "–",
    size: size.toLocaleString(language),
    signature: word(isSigned ? (isOurs ? "signed" : "other-key") : "unchecked"),
    proof: proof.record,
  };
  say("facts");
  for (const [name, value] of Object.entries(facts)) {
    result.querySelector(`[data-fact="${name}"]`).textContent = value;
  }
  const file = new Blob([JSON.stringify(proof, null, 1)], { type: "application/json" });
  result.querySelector("[data-keep]").href = URL.createObjectURL(file);
}

async function judge(proof) {
  result.replaceChildren();
  if (!globalThis.crypto?.subtle) return say("stop", word("insecure"));
  let found;
  try {
    found = await check(proof);
  } catch (error) {
    return say("no", word(error instanceof Wrong ? error.message : "bad-form"));
  }
  say("yes");
  show(proof, found);
  return result;
}

function stop(why) {
  result.replaceChildren();
  say("stop", word(why));
}

function askToSignIn(transfer) {
  stop("signed-out");
  const place = result.querySelector("[data-sign-in]");
  place.hidden = false;
  place.querySelector("a").href = page.dataset.line.replace("/0/", `/${transfer}/`);
}

async function ask(transfer) {
  say("wait");
  try {
    const answer = await fetch(page.dataset.proof.replace("/0/", `/${transfer}/`), {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(15000),
    });
    const said = await answer.json();
    if (answer.ok) await judge(said);
    else if (said.code === "not_sealed") stop("not-sealed");
    else if (answer.status === 401) askToSignIn(transfer);
    else stop("not-yours");
  } catch {
    stop("away");
  }
}

form.addEventListener("submit", (event) => event.preventDefault());
form.querySelector("input").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  try {
    await judge(JSON.parse(await file.text()));
  } catch {
    result.replaceChildren();
    say("no", word("bad-form"));
  }
});

const transfer = new URLSearchParams(location.search).get("transfer");
if (transfer && /^\d{1,19}$/.test(transfer)) ask(transfer);
else form.hidden = false;
