// Package xmltest reads XML for tests with encoding/xml alone, so that the output of xmldoc is not checked by xmldoc
// itself.
package xmltest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// Node is an element of a document. It has no comments, no attributes and no quoting of texts, since they carry no
// information.
type Node struct {
	Name     string
	Text     string // of an element without children, white space kept
	Children []Node
}

// Tree reads doc, and fails the test if encoding/xml refuses it.
func Tree(tb testing.TB, doc []byte) Node {
	tb.Helper()
	root, err := Parse(doc)
	if err != nil {
		tb.Fatalf("encoding/xml: %v\n%s", err, doc)
	}
	return root
}

// Write writes n as a document, with the texts escaped and not as CDATA.
func Write(n Node) []byte {
	var b bytes.Buffer
	n.write(&b)
	return b.Bytes()
}

func (n Node) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "<%s>", n.Name)
	_ = xml.EscapeText(b, []byte(n.Text)) // a Buffer never fails
	for _, c := range n.Children {
		c.write(b)
	}
	fmt.Fprintf(b, "</%s>", n.Name)
}

// Parse reads a document with exactly one root element, no text outside it and no directive.
func Parse(doc []byte) (Node, error) {
	d := xml.NewDecoder(bytes.NewReader(doc))
	var top Node // holds the root as its child
	open := []*Node{&top}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Node{}, err
		}
		last := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			last.Children = append(last.Children, Node{Name: t.Name.Local})
			open = append(open, &last.Children[len(last.Children)-1])
		case xml.CharData:
			last.Text += string(t)
		case xml.EndElement:
			if len(last.Children) > 0 {
				last.Text = ""
			}
			open = open[:len(open)-1]
		case xml.Directive:
			return Node{}, errors.New("a directive")
		}
	}
	if len(top.Children) != 1 {
		return Node{}, fmt.Errorf("%d root elements", len(top.Children))
	}
	if strings.Trim(top.Text, " \t\n") != "" {
		return Node{}, errors.New("text outside the root element")
	}
	return top.Children[0], nil
}
