package user

// Next moves the input to the page after p. It returns false if p is the last page.
func (in *ListIn) Next(p Page) bool { return goOn(&in.NextOpenID, p.Data, p.NextOpenID) }

// Next moves the input to the page after p. It returns false if p is the last page.
func (in *BlacklistIn) Next(p Page) bool { return goOn(&in.BeginOpenID, p.Data, p.NextOpenID) }

// Next moves the input to the page after p. It returns false if p is the last page.
func (in *TaggedIn) Next(p TaggedPage) bool { return goOn(&in.NextOpenID, p.Data, p.NextOpenID) }

// Page returns the openids of p, and how many the whole list has.
func (p Page) Page() (openIDs []string, total int) { return p.Data.list(), int(p.Total) }

// Page returns the openids of p, and 0: the platform does not say how many followers the tag has.
func (p TaggedPage) Page() (openIDs []string, total int) { return p.Data.list(), 0 }

// goOn sets where the page after a given one begins. It reports whether there may be one: the given one has openids, and
// ends at another one than the page before.
func goOn(at *string, page *OpenIDs, last string) bool {
	if len(page.list()) == 0 || last == "" || last == *at {
		return false
	}
	*at = last
	return true
}
