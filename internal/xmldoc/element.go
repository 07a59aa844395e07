package xmldoc

// Element is one XML element with its text and its children. Attributes are dropped: the platform sends none.
type Element struct {
	// Name is the tag's name as it was written.
	Name string
	// Text is the element's own character data, with its white space. It is empty if the element has children.
	Text string
	// Children are the nested elements, in the document's order.
	Children []Element
}

// Parse is [Scan] and [Document.Root]. The result shares no memory with doc.
func Parse(doc []byte) (Element, error) {
	d, err := Scan(string(doc))
	if err != nil {
		return Element{}, err
	}
	defer d.Release()
	return d.Root(), nil
}

// Child returns the first child called name, or nil. An exact match is preferred; otherwise the case is ignored, since
// the platform writes both MsgId and MsgID.
func (e *Element) Child(name string) *Element {
	var other *Element
	for i := range e.Children {
		c := &e.Children[i]
		if c.Name == name {
			return c
		}
		if other == nil && sameName(c.Name, name) {
			other = c
		}
	}
	return other
}

// Value returns the text of the child called name, or "" if there is none.
func (e *Element) Value(name string) string {
	if c := e.Child(name); c != nil {
		return c.Text
	}
	return ""
}
