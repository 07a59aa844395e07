package xmldoc

import "strings"

// Element is one XML element with its text and its children. Attributes are
// dropped: the platform sends none.
type Element struct {
	// Name is the tag's name as it was written.
	Name string
	// Text is the element's own character data, white space kept. It is empty
	// where the element has children.
	Text string
	// Children are the nested elements, in the document's order.
	Children []Element
}

// Child returns the first child called name, or nil. The exact spelling wins;
// failing that, the case is ignored, since the platform writes both MsgId and
// MsgID.
func (e *Element) Child(name string) *Element {
	if c := e.exact(name); c != nil {
		return c
	}
	for i := range e.Children {
		if strings.EqualFold(e.Children[i].Name, name) {
			return &e.Children[i]
		}
	}
	return nil
}

// exact returns the first child whose name is spelled so, or nil.
func (e *Element) exact(name string) *Element {
	for i := range e.Children {
		if e.Children[i].Name == name {
			return &e.Children[i]
		}
	}
	return nil
}

// Value returns the text of the child called name, or "" where there is none.
func (e *Element) Value(name string) string {
	if c := e.Child(name); c != nil {
		return c.Text
	}
	return ""
}
