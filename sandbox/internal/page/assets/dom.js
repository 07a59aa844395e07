// This module creates elements. It never parses data as mark-up.

// h creates an element. Special props are class, dataset and on (listeners); the rest are attributes: true stands
// for an empty one, null and false for none.
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byID = (id) => document.getElementById(id);

// front returns what the user has in front: the phone, or the page if a narrow screen does not show the phone.
export const front = () => (byID("screen").checkVisibility() ? byID("screen") : document.body);

// webURL returns the URL if a page or a picture may be loaded from it, otherwise null.
export function webURL(text, base = location.href) {
  if (!text) return null;
  try {
    const url = new URL(String(text), base);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

// picture returns an <img>. It is replaced by what instead() returns if there is no picture or it cannot be loaded.
export function picture(src, className, instead) {
  const url = webURL(src);
  if (!url) return instead();
  const image = h("img", { class: className, src: url.href, alt: "", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(instead()), { once: true });
  return image;
}

// keepFocus redraws a part of view, and gives the focus back to the element that stands for the one that had it: the one
// with the same id and data.
export function keepFocus(view, redraw) {
  const had = document.activeElement;
  const inside = view.contains(had);
  redraw();
  if (!inside || had.isConnected) return;
  const key = (element) => element.id + JSON.stringify(element.dataset);
  [...view.querySelectorAll(had.tagName)].find((one) => key(one) === key(had))?.focus();
}

// duration formats milliseconds for people.
export const duration = (ms) => (ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`);
