/* A question opens in front of the page. In large type nothing pops up: there its link is followed, as without this. */

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener ? document.getElementById(opener.dataset.opens) : event.target.closest("dialog[data-in-front]");
  if (!dialog?.showModal) return;
  if (opener && !document.documentElement.hasAttribute("data-elder")) {
    event.preventDefault();
    dialog.dataset.inFront = "";
    dialog.showModal();
  } else if (event.target.closest("[data-closes]") && dialog.hasAttribute("data-in-front")) {
    event.preventDefault();
    dialog.close();
  }
});
