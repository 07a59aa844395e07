// Package material is the API area of files (素材): temporary ones, which the platform keeps for 3 days, and the
// permanent material, which menus, messages and drafts refer to.
//
//	added, err := material.New(client).Add(ctx, material.KindImage, endpoint.File{Name: "封面.jpg", Content: f})
//
// Uploads are streamed; the file's Progress tells how far one is. Before an upload is sent, the ending of the file's
// name is checked, and its size if that is known without reading it. The caller of a download closes its Body.
//
// The guide is [docs/accountday.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/accountday.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/accountday.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#material
package material

import (
	"context"
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxBatch is the largest number of items that one call of [BatchGetMaterial] reads.
const MaxBatch = 20

// MaxArticles is the largest number of articles that [MediaUploadNews] takes.
const MaxArticles = 8

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Upload uploads a file of the kind image, voice, video or thumb, which the platform keeps for 3 days and which may be
// used any number of times until then. A file that the kind does not allow is not sent: see [UploadIn.Check].
func (s *Service) Upload(ctx context.Context, kind Kind, f endpoint.File) (Temporary, error) {
	in := UploadIn{Type: kind, Media: f}
	if err := in.Check(); err != nil {
		return Temporary{}, err
	}
	return endpoint.Call(ctx, s.client, MediaUpload, in)
}

// Get downloads a temporary file, or returns the address of a temporary video. Close the Body of the file.
func (s *Service) Get(ctx context.Context, mediaID string) (Media, error) {
	return endpoint.Call(ctx, s.client, MediaGet, MediaGetIn{mediaID})
}

// Voice downloads a voice that a page has uploaded with wx.uploadVoice, in high quality (Speex at 16 kHz). Close its
// Body.
func (s *Service) Voice(ctx context.Context, serverID string) (*endpoint.Download, error) {
	return endpoint.Call(ctx, s.client, MediaGetJSSDK, MediaGetIn{serverID})
}

// UploadImage uploads a picture for the text of articles, which do not show pictures from other hosts, and returns its
// address. The platform's page allows JPEG or PNG below 1 MB. In practice, GIF and up to 10 MB are accepted, so
// UploadImage sends them. Any other file is not sent: see [UploadImageIn.Check].
func (s *Service) UploadImage(ctx context.Context, f endpoint.File) (url string, err error) {
	in := UploadImageIn{f}
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, MediaUploadImage, in)
	return out.URL, err
}

// Add uploads a file of the kind image, voice or thumb to the permanent material; [Service.AddVideo] is for videos. A
// file that the kind does not allow is not sent: see [AddIn.Check].
func (s *Service) Add(ctx context.Context, kind Kind, f endpoint.File) (Added, error) {
	return s.add(ctx, AddIn{Type: kind, Media: f})
}

// AddVideo uploads a video to the permanent material, with a description, which may be empty.
func (s *Service) AddVideo(ctx context.Context, f endpoint.File, d Description) (Added, error) {
	return s.add(ctx, AddIn{Type: KindVideo, Media: f, Description: d})
}

func (s *Service) add(ctx context.Context, in AddIn) (Added, error) {
	if err := in.Check(); err != nil {
		return Added{}, err
	}
	return endpoint.Call(ctx, s.client, AddMaterial, in)
}

// Content reads an item of the permanent material: a file, whose Body the caller closes, articles, or a video's
// description with its address.
func (s *Service) Content(ctx context.Context, mediaID string) (Content, error) {
	return endpoint.Call(ctx, s.client, GetMaterial, MediaID{mediaID})
}

// Delete removes an item from the permanent material. This cannot be undone.
func (s *Service) Delete(ctx context.Context, mediaID string) error {
	return endpoint.Do(ctx, s.client, DelMaterial, MediaID{mediaID})
}

// Count counts the permanent material, including items that were added in the console.
func (s *Service) Count(ctx context.Context) (Counts, error) {
	return endpoint.Call(ctx, s.client, GetMaterialCount, endpoint.None{})
}

// All returns the permanent material of the kind image, voice, video or news. Pages of [MaxBatch] are fetched as the
// loop needs them. An error ends the loop; it comes with a zero item.
func (s *Service) All(ctx context.Context, kind Kind) iter.Seq2[Item, error] {
	return endpoint.All(ctx, s.client, BatchGetMaterial, BatchGetIn{kind, endpoint.Window{Count: MaxBatch}})
}

// UploadNews uploads 1 to [MaxArticles] articles for a mass message; their media_id is a temporary one. Another number
// of articles is not sent; the error is an [*endpoint.FieldError].
//
// Deprecated: use drafts, package draft.
func (s *Service) UploadNews(ctx context.Context, articles ...Article) (Temporary, error) {
	if err := checkArticles(len(articles)); err != nil {
		return Temporary{}, err
	}
	return endpoint.Call(ctx, s.client, MediaUploadNews, NewsIn{toSend(articles)})
}

// UploadVideo makes a video for a mass message from the uploaded video mediaID.
//
// Deprecated: it is not in the platform's present index.
func (s *Service) UploadVideo(ctx context.Context, mediaID string, d Description) (Temporary, error) {
	return endpoint.Call(ctx, s.client, MediaUploadVideo, UploadVideoIn{mediaID, d.Title, d.Introduction})
}

// AddNews adds articles to the permanent material and returns their media_id.
//
// Deprecated: use drafts, package draft.
func (s *Service) AddNews(ctx context.Context, articles ...Article) (mediaID string, err error) {
	out, err := endpoint.Call(ctx, s.client, AddNews, NewsIn{toSend(articles)})
	return out.MediaID, err
}

// UpdateNews replaces the article at an index, from 0, of the set mediaID.
//
// Deprecated: use drafts, package draft.
func (s *Service) UpdateNews(ctx context.Context, mediaID string, index int, a Article) error {
	return endpoint.Do(ctx, s.client, UpdateNews, UpdateNewsIn{mediaID, endpoint.Number(index), a.toSend()})
}

func toSend(articles []Article) []Article {
	sent := make([]Article, len(articles))
	for i, a := range articles {
		sent[i] = a.toSend()
	}
	return sent
}

// toSend leaves out the fields that only answers have.
func (a Article) toSend() Article {
	a.URL, a.ThumbURL = "", ""
	return a
}
