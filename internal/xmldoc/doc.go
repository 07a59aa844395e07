// Package xmldoc reads and writes the small XML documents that the platform
// and a callback exchange: elements, CDATA and text, nothing else.
//
// [Scan] goes over a document once and notes where each element's name and
// text lie; a [Binder] then carries the texts to Go values. It runs the same
// declaration in both directions: one method lists a type's fields, and serves
// decoding and encoding alike. Where no type fits, [Document.Root] builds a
// tree of [Element].
//
// Time and memory grow linearly with the document, whatever it holds.
package xmldoc
