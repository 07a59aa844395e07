// Package xmldoc reads and writes the small XML documents that the platform and a callback exchange: elements, CDATA
// and text only.
//
// [Scan] reads a document once and records the positions of each element's name and text. A [Binder] then copies the
// texts to Go values. The same declaration serves decoding and encoding: one method lists the fields of a type. If
// there is no type, [Document.Root] builds a tree of [Element].
//
// Time and memory grow linearly with the document, whatever it contains.
package xmldoc
