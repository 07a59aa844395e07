package bridge

import "github.com/wechatgo/wechatgo/sandbox/internal/core"

// document is a page as the platform knows it: what its wx.config was granted, and what it changed of the browser's menu.
type document struct {
	configured bool // a wx.config was right
	refused    bool // the last wx.config was wrong
	granted    map[string]bool
	denied     map[string]bool // asked for, but the account's kind may not
	unreported bool            // WeChat's script has not asked for the network type after wx.config yet; see getNetworkType
	recording  bool
	menu       menu
	pending    map[string]*asked // the questions to the user without an answer
}

// documents is the state of this package.
type documents struct{ recent core.Recent[*document] }

// Discarded says that the state is not saved: a page that is open is loaded again.
func (documents) Discarded() {}

// Limits of what is kept of pages.
const (
	maxDocuments = 200
	maxQuestions = 50 // of one document
)

// documentOf returns the document with that id, and makes one if there is none.
func documentOf(tx *core.Tx, id string) *document {
	s := core.State[documents](tx)
	d := s.recent.Get(id)
	if d == nil {
		d = &document{granted: map[string]bool{}, denied: map[string]bool{}, pending: map[string]*asked{}}
	}
	s.recent.Put(id, d, maxDocuments)
	return d
}
