package reply

// FieldError names the field of a reply that the platform would refuse, and
// the cure.
type FieldError struct {
	// Field is the field's name, such as "Articles[2].Title". From [Decode] it
	// is the element's path, such as "Articles.item[2].Title"; "xml" stands
	// for the whole body.
	Field   string
	Problem string // what is wrong, such as "is empty"
	Cure    string // what to do about it
}

func (e *FieldError) Error() string {
	return "reply: " + e.Field + " " + e.Problem + ": " + e.Cure
}
