package shop

import (
	"context"
	"errors"
	"slices"

	"github.com/wechatgo/wechatgo/api/user"
)

// regulars is the name of the tag of those who comment.
const regulars = "常客"

// TagRegulars gives followers the tag of the regulars and returns the tag's id. Any number of followers is split into
// calls of the documented size.
func (s *Shop) TagRegulars(ctx context.Context, openIDs []string) (tagID int64, err error) {
	if tagID, err = s.tag(ctx, regulars); err != nil {
		return 0, err
	}
	if err := s.wx.User.Tag(ctx, tagID, openIDs); err != nil {
		// A part may be done. Tagging the rest, or all of them again, changes nothing for those who have the tag.
		if failed, ok := errors.AsType[*user.BatchError](err); ok {
			s.sayf("Followers who are tagged: %d, who are not: %d.", "已打标签：%d 位，未打：%d 位。",
				len(failed.Done), len(failed.Failed)+len(failed.Unsent))
		}
		return 0, err
	}
	var tagged []string
	for openID, err := range s.wx.User.AllTagged(ctx, tagID) {
		if err != nil {
			return 0, err
		}
		tagged = append(tagged, openID)
	}
	s.sayf("The tag %s has these followers: %s.", "带标签“%s”的粉丝：%s。", regulars, shorts(tagged))
	return tagID, nil
}

// tag returns the id of the tag with a name, which it makes if there is none: a program that runs every day meets its
// tag of yesterday.
func (s *Shop) tag(ctx context.Context, name string) (int64, error) {
	tags, err := s.wx.User.Tags(ctx)
	if err != nil {
		return 0, err
	}
	if i := slices.IndexFunc(tags, func(t user.Tag) bool { return t.Name == name }); i >= 0 {
		return int64(tags[i].ID), nil
	}
	return s.wx.User.CreateTag(ctx, name)
}
