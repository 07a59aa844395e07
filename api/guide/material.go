package guide

// Material is one message of a mass send: [Text], [Image] or [MiniProgramCard].
type Material interface{ wire() WireMaterial }

// Text is a text of at most [MaxTextBytes].
type Text string

// Image is a picture of the material.
type Image struct{ MediaID string }

// MiniProgramCard is a card that opens a page of a mini program, which must be linked with the account.
type MiniProgramCard struct {
	AppID        string
	Title        string
	Path         string
	CoverMediaID string // a picture of the material
}

func (t Text) wire() WireMaterial  { return WireMaterial{Type: ContentText, Word: string(t)} }
func (m Image) wire() WireMaterial { return WireMaterial{Type: ContentImage, MediaID: m.MediaID} }
func (m MiniProgramCard) wire() WireMaterial {
	return WireMaterial{Type: ContentMiniProgram, AppID: m.AppID, Title: m.Title, Path: m.Path, MediaID: m.CoverMediaID}
}
