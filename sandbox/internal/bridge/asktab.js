// What a plain browser tab does where no phone page is around the page: it asks with the browser's own means.

const inTab = {
  picture: ({ count }) => new Promise((resolve) => {
    const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", multiple: count > 1 });
    input.addEventListener("change", () => resolve(Promise.all([...input.files].slice(0, count).map(toBase64))));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  }),
  place: () => (window.confirm("WeChat: may the page see your location? / 是否允许页面获取你的位置？") ? { latitude: 23.106414, longitude: 113.324553 } : null),
  scan: () => window.prompt("WeChat: what does the code say? / 扫到的内容是？"),
  voice: () => window.prompt("WeChat: what is said? / 说了什么？") ,
  agree: ({ en, zh, about }) => window.confirm(`WeChat: ${en} / ${zh} ${about}`) || null,
  choice({ en, zh, options }) {
    const given = window.prompt(`WeChat: ${en} / ${zh}\n${options.map((option, i) => `${i + 1}: ${option}`).join("\n")}`, "1");
    return given === null ? null : Number(given) - 1;
  },
  notices: ({ templates }) => (window.confirm(`WeChat: subscribe to these notices? / 是否订阅？ ${templates.join(", ")}`) ? { accept: templates, reject: [] } : { accept: [], reject: templates }),
};

const askInTab = async ({ kind, fields }) => inTab[kind](fields);

async function toBase64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return { data: btoa(text), contentType: file.type };
}

// showInTab does there what the phone page would do.
function showInTab(message) {
  if (message.type === "closeWindow") window.close();
  if (message.type === "preview") window.open(message.current, "_blank", "noopener");
}
