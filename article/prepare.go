package article

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Folder is where the pictures of an article are.
type Folder struct {
	// Files has the files; a picture outside of it is refused. The FS of an [os.Root] keeps symbolic links inside, too.
	Files fs.FS
	// Dir is the folder of the article in Files, "" for Files itself. A picture "../a.png" is beside it.
	Dir string
	// Fetch opens the picture at an http or https address. Without it such pictures are refused, so that an article from
	// elsewhere makes the program fetch nothing.
	Fetch func(ctx context.Context, address string) (io.ReadCloser, error)
	// Cover is the cover of a news, in place of the article's own.
	Cover *draft.Picture
}

// Prepared is an article that is within the platform's limits, with its pictures. Nothing has been sent.
type Prepared struct {
	*Article
	// Cover is the cover of a news.
	Cover draft.Picture
	// InText are the pictures of the text that go to the platform, each content once.
	InText []draft.Picture

	byAddress map[string]draft.Picture
}

// platformAddress stands for the address that an uploaded picture will have, which is not longer.
var platformAddress = "https://mmbiz.qpic.cn/" + strings.Repeat("x", 200)

// Prepare reads the pictures and checks the article, so that nothing is sent of one that the platform would refuse. Where
// it would be refused the error is an [*endpoint.FieldError].
func (a *Article) Prepare(ctx context.Context, folder Folder) (*Prepared, error) {
	p := &Prepared{Article: a, byAddress: map[string]draft.Picture{}}
	if strings.TrimSpace(a.Title) == "" {
		return nil, refuse.Empty("title", "begin the text with a heading of level 1, or set title in the front matter").
			With(endpoint.ErrTitleTooLong)
	}
	size, known := 0, map[[32]byte]bool{}
	for _, address := range a.Pictures() {
		picture, err := folder.read(ctx, address)
		switch {
		case err != nil:
			return nil, err
		case picture.Data == nil && a.Type == draft.NewsPic:
			return nil, refuse.Field(fmt.Sprintf("the picture %q", short(address)), "is an address on the platform",
				"give a file: the pictures of a newspic are uploaded as permanent material")
		case picture.Data == nil: // it is on the platform
			continue
		}
		p.byAddress[address] = picture
		if known[picture.Digest] {
			continue
		}
		known[picture.Digest] = true
		p.InText = append(p.InText, picture)
		if size += len(picture.Data); size > draft.MaxImagesBytes {
			return nil, refuse.Field("pictures", fmt.Sprintf("have more than %d bytes together", draft.MaxImagesBytes),
				"make them smaller, or leave some out").With(endpoint.ErrMediaTooLarge)
		}
	}
	if a.Type != draft.NewsPic {
		if err := p.readCover(ctx, folder); err != nil {
			return nil, err
		}
	} else if p.InText == nil {
		return nil, refuse.Empty("pictures", "put 1 to 20 pictures into the text of a newspic")
	}
	return p, p.check(ctx)
}

// readCover reads the cover: the folder's, the article's, or the first picture of the text.
func (p *Prepared) readCover(ctx context.Context, folder Folder) (err error) {
	switch {
	case folder.Cover != nil:
		p.Cover = *folder.Cover
	case p.Article.Cover != "":
		p.Cover, err = folder.read(ctx, p.Article.Cover)
		if err == nil && p.Cover.Data == nil {
			err = refuse.Field(
				"cover",
				"is an address on the platform",
				"give a file: a cover is uploaded as permanent material",
			)
		}
	case len(p.InText) > 0:
		p.Cover = p.InText[0]
	default:
		err = refuse.Empty("cover", "set cover in the front matter, or put a picture into the text").
			With(endpoint.ErrInvalidMediaID)
	}
	return err
}

// check checks the draft as it will be.
func (p *Prepared) check(ctx context.Context) error {
	d, err := p.Draft(ctx, Upload{
		Image:    func(context.Context, draft.Picture) (string, error) { return platformAddress, nil },
		Material: func(context.Context, draft.Picture) (string, error) { return "MEDIA_ID", nil },
	})
	if err != nil {
		return err
	}
	return d.Check()
}

// read reads a picture. It has no data if it is on the platform already.
func (f Folder) read(ctx context.Context, address string) (draft.Picture, error) {
	images := draft.Images{Files: f.Files, Fetch: f.Fetch}
	refused := func(problem, cure string) (draft.Picture, error) {
		return draft.Picture{}, refuse.Field(fmt.Sprintf("the picture %q", short(address)), problem, cure)
	}
	u, err := url.Parse(address)
	switch {
	case strings.HasPrefix(strings.ToLower(address), "data:"):
		return refused("is a data: URL", "save it as a file beside the article")
	case err != nil:
		return refused("has an address that cannot be parsed", "correct it")
	case isFile(u):
		file := fileOf(f.Dir, u)
		if !fs.ValidPath(file) {
			return refused("is outside of the article's folder", "move it there, or give a folder above both")
		}
		p, err := images.Read(ctx, (&url.URL{Path: file}).String()) // ./ before a name with a colon
		p.Address = address
		return p, err
	case images.Stays(address):
		return draft.Picture{}, nil
	case (u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "") && f.Fetch == nil:
		return refused("is on another host", "save it beside the article, or allow that it is fetched")
	}
	return images.Read(ctx, address)
}

// isFile reports whether an address is that of a file.
func isFile(u *url.URL) bool { return u.Scheme == "" && u.Host == "" && u.Path != "" }

// fileOf returns the path of a picture's file, for an article in a folder. An address that begins with / is at the top.
func fileOf(dir string, u *url.URL) string {
	if path.IsAbs(u.Path) {
		return strings.TrimPrefix(path.Clean(u.Path), "/")
	}
	return path.Join(dir, u.Path)
}

// Files returns the paths of the pictures, and of the cover, that are files, as [Folder.Files] has them for an article in
// the folder dir. The files need not exist.
func (a *Article) Files(dir string) (paths []string) {
	for _, address := range append(a.Pictures(), a.Cover) {
		if u, err := url.Parse(address); err == nil && isFile(u) && fs.ValidPath(fileOf(dir, u)) {
			paths = append(paths, fileOf(dir, u))
		}
	}
	return paths
}

// Upload puts pictures on the platform. A program that remembers what it uploaded, by [draft.Picture.Digest], uploads
// nothing twice.
type Upload struct {
	// Image uploads a picture of a text and returns its address.
	Image func(ctx context.Context, p draft.Picture) (address string, err error)
	// Material adds a picture to the permanent material and returns its media_id: the cover of a news, the pictures of a
	// newspic.
	Material func(ctx context.Context, p draft.Picture) (mediaID string, err error)
}

// UploadTo uploads to the material of an account.
func UploadTo(s *material.Service) Upload {
	return Upload{
		Image: func(ctx context.Context, p draft.Picture) (string, error) { return s.UploadImage(ctx, p.File()) },
		Material: func(ctx context.Context, p draft.Picture) (string, error) {
			added, err := s.Add(ctx, material.KindImage, p.File())
			return added.MediaID, err
		},
	}
}

// Draft uploads the pictures and returns the article as draft/add takes it.
func (p *Prepared) Draft(ctx context.Context, to Upload) (draft.Article, error) {
	d := p.draft()
	if p.Type == draft.NewsPic {
		var ids []string
		for _, picture := range p.InText {
			id, err := to.Material(ctx, picture)
			if err != nil {
				return draft.Article{}, uploadFailed(picture, err)
			}
			ids = append(ids, id)
		}
		d.Content, d.ImageInfo = p.Text(), draft.Pictures("", "", ids...).ImageInfo
		if d.Content == "" {
			d.Content = p.Title // the platform refuses an empty one
		}
		return d, nil
	}
	uploaded := map[[32]byte]string{}
	for _, picture := range p.InText {
		address, err := to.Image(ctx, picture)
		if err != nil {
			return draft.Article{}, uploadFailed(picture, err)
		}
		uploaded[picture.Digest] = address
	}
	moved := map[string]string{}
	for address, picture := range p.byAddress {
		moved[address] = uploaded[picture.Digest]
	}
	cover, err := to.Material(ctx, p.Cover)
	if err != nil {
		return draft.Article{}, uploadFailed(p.Cover, err)
	}
	d.Content, d.ThumbMediaID = p.HTML(moved), cover
	return d, nil
}

func uploadFailed(p draft.Picture, err error) error {
	return fmt.Errorf("article: upload the picture %q: %w", short(p.Address), err)
}
