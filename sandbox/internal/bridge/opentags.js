// The open tags: elements of WeChat's whose content the page gives as a template.

// defineOpenTags draws the granted tags, and tells the page of those that it asked for in vain. A tag that is drawn
// once stays so.
function defineOpenTags(granted, asked, call) {
  for (const tag of granted) if (!customElements.get(tag)) customElements.define(tag, openTag(tag, call));
  if (granted.length < asked.length) {
    document.dispatchEvent(new CustomEvent("WeixinOpenTagsError", { detail: { errMsg: "system:function_not_exist" } }));
  }
}

// The event of each tag that the user's press ends in, besides error.
const openTagEvents = { "wx-open-launch-weapp": "launch", "wx-open-launch-app": "launch", "wx-open-subscribe": "success" };

const openTag = (tag, call) => class extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "closed" }); // the page's own styles do not reach the content
    root.append(...this.contents());
    this.addEventListener("click", () => this.press());
    this.dispatchEvent(new CustomEvent("ready", { detail: { errMsg: `${tag}:ok` } }));
  }

  // contents returns the content of the tag's <template> or <script type="text/wxtag-template">.
  contents() {
    return [...this.querySelectorAll("template, script[type='text/wxtag-template']")].flatMap((given) => {
      if (given instanceof HTMLTemplateElement) return [...document.importNode(given.content, true).childNodes];
      const parsed = new DOMParser().parseFromString(given.textContent, "text/html"); // its scripts do not run
      return [...parsed.head.childNodes, ...parsed.body.childNodes].map((node) => document.importNode(node, true));
    });
  }

  async press() {
    if (this.busy) return;
    this.busy = true;
    const attributes = Object.fromEntries([...this.attributes].map(({ name, value }) => [name, value]));
    const result = await call("wechatgo:openTag", { tag, attributes });
    this.busy = false;
    const how = result.err_msg.slice("wechatgo:openTag:".length);
    const subscribe = tag === "wx-open-subscribe";
    const detail = { errMsg: `${subscribe ? "subscribe" : "launch"}:${how}` };
    if (result.subscribeDetails) detail.subscribeDetails = result.subscribeDetails;
    if (result.errCode) detail.errCode = String(result.errCode);
    this.dispatchEvent(new CustomEvent(how === "ok" ? openTagEvents[tag] : "error", { detail }));
  }
};
