package article

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pictureAddress returns the address of a picture, "" for any other node.
func pictureAddress(n *html.Node) string {
	if n.Type != html.ElementNode || n.Namespace != "" || n.DataAtom != atom.Img {
		return ""
	}
	return strings.TrimSpace(attributeOf(n, "src"))
}

// isShown reports whether HTML may have a picture's address: that of a file or of a page on the web.
func isShown(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "" || u.Scheme == "http" || u.Scheme == "https")
}

// picture writes a picture in a line.
func (w *writer) picture(n *html.Node) { w.writePicture(n, "") }

func (w *writer) writePicture(n *html.Node, style string) {
	address := pictureAddress(n)
	if to, ok := w.moved[address]; ok {
		address = to
	}
	if address == "" || !isShown(address) {
		return // what cannot be shown is an error of Prepare
	}
	style = w.styles["img"] + style
	if width, err := strconv.ParseUint(attributeOf(n, "width"), 10, 16); err == nil {
		style += "width:" + strconv.FormatUint(width, 10) + "px;"
	}
	style += cleanStyle(attributeOf(n, "style"))
	w.element("img", style, []string{"src", address, "alt", attributeOf(n, "alt")}, nil)
}

// figures writes a paragraph with nothing but pictures as pictures with their captions, or returns false for any other
// paragraph. A picture's caption is its title, or what stands for it where it is not shown.
func (w *writer) figures(p *html.Node) bool {
	var pictures []*html.Node
	for child := range p.ChildNodes() {
		switch {
		case pictureAddress(child) != "":
			pictures = append(pictures, child)
		case child.DataAtom == atom.Br, child.Type == html.TextNode && strings.TrimSpace(child.Data) == "":
		default:
			return false
		}
	}
	for _, n := range pictures {
		w.element("section", w.styles[partFigure], nil, func() {
			w.writePicture(n, "border-radius:4px;")
			if caption := cmp.Or(attributeOf(n, "title"), attributeOf(n, "alt")); caption != "" {
				w.element("section", w.styles[partCaption], nil, func() { w.text(caption) })
			}
		})
	}
	return len(pictures) > 0
}
