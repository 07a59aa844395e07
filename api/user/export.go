package user

import (
	"context"
	"iter"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Cursor is a place in the list of followers. A program that exports them keeps it, such as in a file as JSON, and goes
// on from it after an interruption. The zero Cursor is the beginning.
type Cursor struct {
	// Page is the openid after which the page begins, as the platform gave it; "" is the first page.
	Page string `json:"page"`
	// OpenID is the follower of the page who was exported last, "" if none was.
	OpenID string `json:"openid"`
}

// Exported is a follower from [Service.Export].
type Exported struct {
	User User
	// Next is the place after the user: store it once the user is dealt with, and Export goes on from there.
	Next Cursor
}

// Export returns each follower with all information, beginning at a place where an earlier export stopped. It makes a
// call for each page of 10,000 openids, and one for each [MaxBatch] of its users; both are made as the loop needs them.
// An error ends the loop.
//
//	for exported, err := range users.Export(ctx, cursor, "") {
//		if err != nil {
//			return err // the next run goes on with the cursor that was stored last
//		}
//		write(exported.User)
//		store(exported.Next)
//	}
//
// After the last follower, Next is the end: an export from there returns nobody until somebody follows. Begin a new one
// with the zero Cursor. To go on, Export reads the page of the cursor once more: the platform documents the place of a page only by what it
// answered before. If the last follower of the cursor has left the account, the page begins again, so that some of its
// users come twice and none is missed. Users who follow or leave meanwhile may be missing.
func (s *Service) Export(ctx context.Context, from Cursor, lang endpoint.Lang) iter.Seq2[Exported, error] {
	return func(yield func(Exported, error) bool) {
		at := from
		for page, err := range s.pages(ctx, from.Page) {
			if err != nil {
				yield(Exported{}, err)
				return
			}
			openIDs := page.openIDs()
			openIDs = openIDs[slices.Index(openIDs, at.OpenID)+1:]
			for chunk := range slices.Chunk(openIDs, MaxBatch) {
				users, err := s.batch(ctx, chunk, lang)
				if err != nil {
					yield(Exported{}, err)
					return
				}
				for _, u := range users {
					at.OpenID = u.OpenID
					if !yield(Exported{u, at}, nil) {
						return
					}
				}
			}
			at = Cursor{Page: page.NextOpenID}
		}
	}
}

// AllInfo returns each follower with all information, as [Service.All] returns the openids and with the calls of
// [Service.Export], which a program can go on with after an interruption.
func (s *Service) AllInfo(ctx context.Context, lang endpoint.Lang) iter.Seq2[User, error] {
	return func(yield func(User, error) bool) {
		for exported, err := range s.Export(ctx, Cursor{}, lang) {
			if !yield(exported.User, err) {
				return
			}
		}
	}
}
