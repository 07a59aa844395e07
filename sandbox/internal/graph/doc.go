// Package graph writes a value of Go with all that it refers to as readable JSON, and reads it back. What several
// pointers share is shared again, and fields without a capital letter are written as well, so that the types of the
// sandbox's areas need nothing for it.
//
//	Go                          JSON
//	struct                      an object, by the names of the fields, without those that are zero
//	pointer                     its value; where that was written before, {"$same": "its place"}
//	slice, array                an array
//	map with texts as keys      an object
//	another map                 an array of keys and values in turn
//	[]byte                      a text that begins with "text:" or "base64:", or the name of a [Blobs] entry
//	time.Time                   a text by RFC 3339, in UTC
//	interface                   an array of a name of [Types] and the value
//	encoding.BinaryMarshaler    a text in base64
//
// A field with the tag `graph:"-"` is left out, and zero after reading. A type with the methods of [Shaper] is written
// in another shape. Functions, channels and pointers into another value's middle cannot be written; [Check] finds them.
package graph
