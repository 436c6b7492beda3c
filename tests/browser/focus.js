/* What somebody without a mouse would miss on the page: one line for each fault. Opens what is folded. */
() => {
  const faults = new Set();
  const name = (element) => `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 20) || element.name || ""}”`;
  const marks = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor"];
  const look = (element) =>
    [element, element.closest("label"), element.nextElementSibling].map((one) => {
      const style = one && getComputedStyle(one);
      return style && marks.map((mark) => style[mark]).join(" ");
    }).join(" / ");

  const stops = "a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex]";
  const focusable = () =>
    [...document.querySelectorAll(stops)].filter(
      (one) => one.tabIndex >= 0 && !one.disabled && !one.closest("[inert]") && one.checkVisibility({ visibilityProperty: true }),
    );

  const main = document.querySelector("main");
  const isBefore = (one) => one.compareDocumentPosition(main) & Node.DOCUMENT_POSITION_FOLLOWING;
  const [skip, ...menu] = focusable().filter(isBefore);
  // Two buttons above a sheet to be printed are no menu.
  if (menu.length > 2 && !skip.matches(".pt-skip")) faults.add(`first in line is ${name(skip)}, not the way to the content`);
  if (skip?.matches(".pt-skip") && !document.querySelector(skip.hash)?.matches("main[tabindex]")) faults.add("the skip link leads nowhere");

  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const one of focusable()) {
    if (one.tabIndex > 0) faults.add(`out of line: ${name(one)}`);
    document.activeElement.blur();
    const before = look(one);
    one.focus({ preventScroll: true });
    if (document.activeElement !== one) faults.add(`cannot be reached: ${name(one)}`);
    else if (look(one) === before) faults.add(`focus is not seen: ${name(one)}`);
    else if (sidesSeen(one) < 2) faults.add(`focus is cut off: ${name(one)}`);
  }
  document.activeElement.blur();
  return [...faults];

  /* How many sides of its ring no box around it cuts off. */
  function sidesSeen(one) {
    const style = getComputedStyle(one);
    if (style.outlineStyle === "none") return 4;
    const out = parseFloat(style.outlineOffset) + 1;
    const box = one.getBoundingClientRect();
    const sides = { left: box.left - out, top: box.top - out, right: box.right + out, bottom: box.bottom + out };
    const seen = new Set(Object.keys(sides));
    for (let above = one.parentElement; above; above = above.parentElement) {
      if (getComputedStyle(above).overflowX === "visible" || above === document.body) continue;
      const frame = above.getBoundingClientRect();
      for (const side of ["left", "top"]) if (sides[side] < frame[side]) seen.delete(side);
      for (const side of ["right", "bottom"]) if (sides[side] > frame[side]) seen.delete(side);
    }
    return seen.size;
  }
};
