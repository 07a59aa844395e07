// Package xmldoc reads and writes the small XML documents that the platform
// and a callback exchange: elements, CDATA and text, nothing else.
//
// A document is read into a tree of [Element] and bound to Go values by a
// [Binder], which runs the same declaration in both directions: one method
// lists a type's fields, and serves decoding and encoding alike.
package xmldoc
