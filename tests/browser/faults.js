/* What is wrong with the page for a thumb and for tired eyes: one line for each fault. `least` and `small` in pixels. */
({ least, small }) => {
  const faults = new Set();
  const width = document.documentElement.clientWidth;
  const name = (element) => `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 20) || element.name || ""}”`;
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1 && !element.closest(".pt-skip, .pt-hidden");
  };

  if (document.documentElement.scrollWidth > width) {
    faults.add(`scrolls sideways: ${document.documentElement.scrollWidth} of ${width}`);
  }

  for (const target of document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")) {
    if (!isSeen(target)) continue;
    const isWithinSentence = target.tagName === "A" && getComputedStyle(target).display === "inline";
    const box = (target.matches("[type=checkbox], [type=radio]") && target.closest("label") || target).getBoundingClientRect();
    if (!isWithinSentence && (box.width < least - 0.5 || box.height < least - 0.5)) {
      faults.add(`too small to touch: ${name(target)} ${Math.round(box.width)} × ${Math.round(box.height)}`);
    }
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = texts.currentNode.textContent.trim();
    const element = texts.currentNode.parentElement;
    if (!words || !isSeen(element) || element.closest("svg, noscript")) continue;
    const style = getComputedStyle(element);
    if (parseFloat(style.fontSize) < small) faults.add(`too small to read: “${words.slice(0, 20)}” ${style.fontSize}`);
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    if (!element.closest(".pt-scroll") && range.getBoundingClientRect().right > width + 1) faults.add(`cut off: “${words.slice(0, 20)}”`);
    if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) faults.add(`cut off: “${words.slice(0, 20)}”`);
  }
  return [...faults];
};
