package reply

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Music is a song that is played from the web.
type Music struct {
	// Title and Description are optional.
	Title, Description string
	// URL is where the song is played from; optional.
	URL string
	// HQURL is the better recording, preferred on Wi-Fi; optional.
	HQURL string
	// ThumbMediaID is the cover, uploaded as media of type thumb. The platform's table demands it, yet many accounts
	// leave it out and are served; so it is optional here.
	ThumbMediaID string
}

// Type returns "music".
func (Music) Type() string { return "music" }

// Check refuses a Music in which nothing is set.
func (m Music) Check() error {
	if isEmpty(m.Title) && isEmpty(m.Description) && isEmpty(m.URL) && isEmpty(m.HQURL) && isEmpty(m.ThumbMediaID) {
		return refuse.Empty("Music", "set URL, and ThumbMediaID for a cover")
	}
	return nil
}

func (m Music) fields(b *xmldoc.Binder) Reply {
	b.Group("Music", func(b *xmldoc.Binder) {
		b.OptText("Title", &m.Title)
		b.OptText("Description", &m.Description)
		b.OptText("MusicUrl", &m.URL)
		b.OptText("HQMusicUrl", &m.HQURL)
		b.OptText("ThumbMediaId", &m.ThumbMediaID)
	})
	return m
}
