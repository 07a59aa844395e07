package sandbox

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"time"
)

// mediaLife is how long temporary media can be fetched.
const mediaLife = 3 * 24 * time.Hour

// medium is a file that the platform keeps.
type medium struct {
	kind        string // image, voice, video or thumb
	contentType string
	data        []byte
	expires     time.Time // zero for permanent material
}

// Bounds of one file, in bytes, and of how many users' files are kept.
const (
	maxMediaBytes = 10 << 20
	maxMediaFiles = 2000
)

// addMedia keeps a file that a user sent and returns its media_id. The oldest
// of such files goes where there are too many.
func (w *world) addMedia(kind, contentType string, data []byte) string {
	id := w.ids.mediaID()
	w.media[id] = &medium{kind: kind, contentType: contentType, data: data, expires: w.now().Add(mediaLife)}
	if len(w.sent) == maxMediaFiles {
		delete(w.media, w.sent[0])
	}
	w.sent = appendLast(w.sent, id, maxMediaFiles)
	return id
}

// findMedia returns the file, or nil where there is none of that kind (any
// kind if "") or its time is over.
func (w *world) findMedia(kind, id string) *medium {
	m := w.media[id]
	if m == nil || (kind != "" && m.kind != kind) || (!m.expires.IsZero() && !w.now().Before(m.expires)) {
		return nil
	}
	return m
}

// AddMedia keeps permanent material of kind image, voice, video or thumb, as if
// it had been uploaded in the console, and returns its media_id.
func (p *Platform) AddMedia(kind, contentType string, data []byte) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	id := p.world.ids.mediaID()
	p.world.media[id] = &medium{kind: kind, contentType: contentType, data: bytes.Clone(data)}
	return id
}

func mediaPath(id string) string {
	if id == "" {
		return ""
	}
	return "/_sandbox/media/" + id
}

// serveMedia answers GET /_sandbox/media/{id}.
func (p *Platform) serveMedia(rw http.ResponseWriter, r *http.Request) {
	var m *medium
	p.do(func(w *world) { m = w.findMedia("", r.PathValue("id")) })
	if m == nil {
		http.NotFound(rw, r)
		return
	}
	// What a user sent is shown, never run.
	rw.Header().Set("Content-Type", m.contentType)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	rw.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	rw.Write(m.data)
}

// silence is a second of AMR: the head, and 50 frames of 20 ms without sound.
func silence() []byte {
	const frame = "\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	return append([]byte("#!AMR\n"), bytes.Repeat([]byte(frame), 50)...)
}

// emptyVideo is the smallest file that calls itself MP4.
func emptyVideo() []byte { return []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2") }

func md5Hex(data []byte) string {
	sum := md5.Sum(data)
	return hex.EncodeToString(sum[:])
}
