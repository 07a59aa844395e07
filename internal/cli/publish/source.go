package publish

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/article"
)

// source is where an article comes from.
type source struct {
	path  string // of the Markdown file
	base  string // the folder that the pictures are in, "" for the file's
	cover string // the path of the cover, in place of the article's own
	theme string
	fetch bool // pictures of other hosts are downloaded
}

// read reads the article with its pictures, and checks it. It also returns the paths of the files that it is made of, as
// far as they are known, with an error too.
func (s source) read(ctx context.Context) (ready *article.Prepared, files []string, err error) {
	files = []string{s.path}
	if s.cover != "" {
		files = append(files, s.cover)
	}
	raw, err := os.ReadFile(s.path)
	if err != nil {
		return nil, files, err
	}
	var opts []article.Option
	if s.theme != "" {
		theme, _ := article.ThemeNamed(s.theme) // the flag was checked
		opts = append(opts, article.WithTheme(theme))
	}
	a, err := article.Parse(raw, opts...)
	if err != nil {
		return nil, files, fmt.Errorf("%s: %w", s.path, err)
	}
	folder, root, err := s.folder(ctx)
	if err != nil {
		return nil, files, err
	}
	defer root.Close()
	for _, name := range a.Files(folder.Dir) {
		files = append(files, filepath.Join(root.Name(), filepath.FromSlash(name)))
	}
	if ready, err = a.Prepare(ctx, folder); err != nil {
		return nil, files, fmt.Errorf("%s: %w", s.path, err)
	}
	return ready, files, nil
}

// folder opens the folder of the pictures.
func (s source) folder(ctx context.Context) (f article.Folder, root *os.Root, err error) {
	dir := filepath.Dir(s.path)
	base := dir
	if s.base != "" {
		base = s.base
	}
	absBase, err := filepath.Abs(base)
	if err != nil {
		return f, nil, err
	}
	absDir, err := filepath.Abs(dir)
	if err != nil {
		return f, nil, err
	}
	rel, err := filepath.Rel(absBase, absDir)
	if err != nil || !filepath.IsLocal(rel) {
		return f, nil, fmt.Errorf("%s is not in the folder %s of --base: name one above it", s.path, base)
	}
	if f.Cover, err = s.readCover(ctx); err != nil {
		return f, nil, err
	}
	if root, err = os.OpenRoot(base); err != nil {
		return f, nil, err
	}
	f.Files, f.Dir = root.FS(), filepath.ToSlash(rel)
	if s.fetch {
		f.Fetch = fetch
	}
	return f, root, nil
}

// readCover reads the cover of --cover, nil without one.
func (s source) readCover(ctx context.Context) (*draft.Picture, error) {
	if s.cover == "" {
		return nil, nil
	}
	address := (&url.URL{Path: filepath.Base(s.cover)}).String()
	p, err := draft.Images{Files: os.DirFS(filepath.Dir(s.cover))}.Read(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("--cover %s: %w", s.cover, err)
	}
	p.Address = s.cover
	return &p, nil
}

// fetchTimeout is how long the download of a picture may take. How large it may be is a limit of package draft.
const fetchTimeout = 30 * time.Second

// fetch downloads a picture.
func fetch(ctx context.Context, address string) (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	answer, err := (&http.Client{Timeout: fetchTimeout}).Do(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, fmt.Errorf("the host answers %s", answer.Status)
	}
	return answer.Body, nil
}

// version is when a file was written, and its size.
type version struct {
	modified time.Time
	size     int64
}

// versions returns how the files are now. A file that does not exist has the zero version.
func versions(files []string) map[string]version {
	now := map[string]version{}
	for _, name := range files {
		now[name] = version{}
		if info, err := os.Stat(name); err == nil {
			now[name] = version{info.ModTime(), info.Size()}
		}
	}
	return now
}

// changed reports whether one of the files is not as it was.
func changed(was map[string]version) bool {
	return !maps.Equal(was, versions(slices.Collect(maps.Keys(was))))
}
