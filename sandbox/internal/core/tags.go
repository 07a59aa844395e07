package core

import "slices"

// Tag is a tag of the account. The followers who have it are in their Tags.
type Tag struct {
	ID   int64
	Name string
}

// Starred is the tag that every account has. The tags 0 to 2 cannot be changed; 0 and 1 are not listed (a choice).
var Starred = Tag{2, "星标组"}

// Tags are the tags that the account has made, oldest first.
type Tags []Tag

// All returns the tags that followers can have.
func (t Tags) All() []Tag { return append([]Tag{Starred}, t...) }

// Has reports whether followers can have the tag with that id.
func (t Tags) Has(id int64) bool {
	return slices.ContainsFunc(t.All(), func(one Tag) bool { return one.ID == id })
}
