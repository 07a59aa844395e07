// The fields of a push: the elements of its XML that have no elements below them.

// readFields returns {fields, text} for the XML of a push: fields has {path, value, set} for each, with a path such as
// ScanCodeInfo.ScanType, and text returns the XML with what was set. It returns null for what is not well-formed.
export function readFields(xml) {
  const parsed = new DOMParser().parseFromString(xml, "text/xml");
  if (parsed.querySelector("parsererror")) return null;
  const fields = [];
  const read = (element, path) => {
    if (element.childElementCount) {
      for (const child of element.children) read(child, path ? `${path}.${child.tagName}` : child.tagName);
      return;
    }
    const quoted = [...element.childNodes].some((node) => node.nodeType === Node.CDATA_SECTION_NODE);
    fields.push({ path, value: element.textContent, set(value) {
      element.replaceChildren(quoted && !value.includes("]]>") ? parsed.createCDATASection(value) : parsed.createTextNode(value));
    } });
  };
  for (const child of parsed.documentElement.children) read(child, child.tagName);
  return { fields, text: () => new XMLSerializer().serializeToString(parsed.documentElement) };
}

// plainXML returns a push as it was before it was sealed.
export const plainXML = ({ request }) => request.opened || request.body || "";
