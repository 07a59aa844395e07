package draft

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Limits of [Images], in bytes.
const (
	// MaxImageBytes is the largest picture. The platform's page says 1 MB; up to 10 MB have been accepted.
	MaxImageBytes = 10 << 20
	// MaxImagesBytes is how much the different pictures of an article may have together. It bounds the memory that an
	// article from elsewhere can take.
	MaxImagesBytes = 100 << 20
)

// Images puts the pictures of an article's HTML on the platform, which removes pictures of other hosts:
//
//	images := draft.Images{Upload: wx.Material.UploadImage, Files: os.DirFS("post")}
//	content, err := images.Replace(ctx, content)
type Images struct {
	// Upload uploads a picture for the text of articles and returns its address, as material.Service.UploadImage does.
	Upload func(ctx context.Context, f endpoint.File) (address string, err error)
	// Files has the pictures with a relative address, such as "pics/a.png". Without it such pictures are refused.
	Files fs.FS
	// Fetch opens the picture at an http or https address. Without it such pictures are refused, so that an article from
	// elsewhere makes the program fetch nothing. Its context ends with Replace's.
	Fetch func(ctx context.Context, address string) (io.ReadCloser, error)
	// Keep reports whether a picture stays at its address. The platform's own pictures always do.
	Keep func(address string) bool
}

// Replace uploads the pictures of HTML and returns the HTML with their addresses on the platform; all else stays as it
// is. A picture is an img, by src or data-src, or a url() in a style attribute. It is a file of Files, what Fetch
// returns, or a data: URL; JPEG, PNG or GIF of up to [MaxImageBytes], and of up to [MaxImagesBytes] together. Each
// picture is uploaded once, however often it appears.
//
// All pictures are read before the first is uploaded, so that a picture that cannot be used, which is an
// [*endpoint.FieldError], uploads nothing. If an upload fails, or if ctx ends, Replace returns that error.
func (i Images) Replace(ctx context.Context, content string) (string, error) {
	if i.Upload == nil {
		return "", refuse.Empty("Images.Upload", "give the UploadImage of a material.Service")
	}
	pictures, contentOf, err := i.readAll(ctx, content)
	if err != nil {
		return "", err
	}
	uploaded := map[[sha256.Size]byte]string{} // addresses on the platform
	for _, p := range pictures {
		at, err := i.Upload(ctx, p.File())
		if err == nil && at == "" {
			err = errNoAddress
		}
		if err != nil {
			return "", fmt.Errorf("draft: upload the picture %q: %w", short(p.Address), err)
		}
		uploaded[p.Digest] = at
	}
	moved := map[string]string{}
	for address, d := range contentOf {
		moved[address] = uploaded[d]
	}
	return replaceAddresses(content, moved), nil
}

var errNoAddress = errors.New("the platform returned no address")

// Picture is a picture of an article that has been read, and that the platform takes.
type Picture struct {
	Address string // where the article has it
	Name    string // of the file, with the ending of its content
	Data    []byte
	Digest  [sha256.Size]byte // of Data: it tells pictures apart by their content
}

// File returns the picture as it is uploaded.
func (p Picture) File() endpoint.File {
	return endpoint.File{Name: p.Name, Content: bytes.NewReader(p.Data)}
}

// readAll reads the pictures of HTML that do not stay where they are: each content once, in the order of the HTML, and
// the content of each address.
func (i Images) readAll(ctx context.Context, content string) (
	list []Picture, contentOf map[string][sha256.Size]byte, err error,
) {
	contentOf = map[string][sha256.Size]byte{}
	known, size := map[[sha256.Size]byte]bool{}, 0
	for _, address := range addressesIn(content) {
		if _, read := contentOf[address]; read || i.Stays(address) {
			continue
		}
		p, err := i.Read(ctx, address)
		switch {
		case ctx.Err() != nil:
			return nil, nil, fmt.Errorf("draft: read the picture %q: %w", short(address), ctx.Err())
		case err != nil:
			return nil, nil, err
		}
		contentOf[address] = p.Digest
		if known[p.Digest] {
			continue
		}
		known[p.Digest] = true
		if size += len(p.Data); size > MaxImagesBytes {
			return nil, nil, refuse.Field("content", fmt.Sprintf("has pictures of more than %d bytes", MaxImagesBytes),
				"make them smaller, or leave some out").With(endpoint.ErrMediaTooLarge)
		}
		list = append(list, p)
	}
	return list, contentOf, nil
}

// ownHosts are the hosts on which the platform keeps the pictures of articles.
var ownHosts = []string{"mmbiz.qpic.cn", "mmecoa.qpic.cn", "mmbiz.qlogo.cn"}

// Stays reports whether the picture at an address is where it may be, or is no picture.
func (i Images) Stays(address string) bool {
	u, err := url.Parse(address)
	return strings.HasPrefix(address, "#") || err == nil && slices.Contains(ownHosts, lower(u.Hostname())) ||
		i.Keep != nil && i.Keep(address)
}

// endings has the ending of a file's name for each media type that the platform takes.
var endings = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif"}

// Read reads the picture at an address. One that cannot be read, or that the platform would not take, is an
// [*endpoint.FieldError].
func (i Images) Read(ctx context.Context, address string) (Picture, error) {
	refused := func(problem, cure string, code error) (Picture, error) {
		return Picture{}, refuse.Field(fmt.Sprintf("content: the picture %q", short(address)), problem, cure).With(code)
	}
	body, name, err := i.open(ctx, address)
	if err == nil && body == nil {
		err = errNotOpened
	}
	if err != nil {
		var cannot *unreadable
		if errors.As(err, &cannot) {
			return refused(cannot.problem, cannot.cure, nil)
		}
		return refused("cannot be read: "+err.Error(), "correct its address, or remove it", err)
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, MaxImageBytes+1))
	switch {
	case err != nil:
		return refused("cannot be read: "+err.Error(), "correct its address, or remove it", err)
	case len(data) == 0:
		return refused("is empty", "give a picture", endpoint.ErrEmptyMedia)
	case len(data) > MaxImageBytes:
		return refused(
			fmt.Sprintf("has more than %d bytes", MaxImageBytes),
			"make it smaller",
			endpoint.ErrMediaTooLarge,
		)
	}
	kind := http.DetectContentType(data)
	ending := endings[kind]
	if ending == "" {
		return refused("is "+kind, "convert it to JPEG or PNG", endpoint.ErrInvalidFileType)
	}
	return Picture{address, strings.TrimSuffix(name, path.Ext(name)) + ending, data, sha256.Sum256(data)}, nil
}

var errNotOpened = errors.New("it was opened without content and without an error")

// unreadable is the reason why an address is not read at all.
type unreadable struct{ problem, cure string }

func (e *unreadable) Error() string { return e.problem + ": " + e.cure }

// open opens the picture at an address, and returns a name for it.
func (i Images) open(ctx context.Context, address string) (body io.ReadCloser, name string, err error) {
	if strings.HasPrefix(lower(address), "data:") {
		data, err := decodeDataURL(address)
		return io.NopCloser(bytes.NewReader(data)), "picture", err
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, "", &unreadable{"has an address that cannot be parsed", "correct it"}
	}
	if u.Scheme == "" && u.Host != "" { // such as //example.com/a.png
		u.Scheme = "https"
	}
	name = path.Base("/" + u.Path)
	if name == "/" {
		name = "picture"
	}
	switch {
	case u.Scheme == "http" || u.Scheme == "https":
		if i.Fetch == nil {
			return nil, "", &unreadable{"is on another host", "set Images.Fetch, or save it beside the article"}
		}
		body, err = i.Fetch(ctx, u.String())
		return body, name, err
	case u.Scheme != "":
		return nil, "", &unreadable{
			"has an address of the kind " + u.Scheme,
			"give a file, a web address or a data: URL",
		}
	case i.Files == nil:
		return nil, "", &unreadable{"is a file", "set Images.Files, such as os.DirFS of the article's folder"}
	}
	file := path.Clean(strings.TrimPrefix(u.Path, "/"))
	if !fs.ValidPath(file) {
		return nil, "", &unreadable{"is outside of Images.Files", "move it into the article's folder"}
	}
	if info, err := fs.Stat(i.Files, file); err == nil && !info.Mode().IsRegular() { // to open a pipe may never end
		return nil, "", &unreadable{"is no regular file", "give a file"}
	}
	body, err = i.Files.Open(file)
	return body, name, err
}

// decodeDataURL returns the content of a data: URL. As in browsers, its base64 may have white space in it, and need not
// be padded.
func decodeDataURL(address string) ([]byte, error) {
	kind, data, ok := strings.Cut(address, ",")
	if !ok {
		return nil, &unreadable{"is a data: URL without data", "correct it"}
	}
	plain, err := url.PathUnescape(data)
	if err != nil || !strings.HasSuffix(lower(kind), ";base64") {
		return []byte(plain), err
	}
	plain = strings.Join(strings.Fields(plain), "")
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(plain, "="))
}

// short shortens an address for an error.
func short(address string) string {
	const most = 80
	if r := []rune(address); len(r) > most {
		return string(r[:most]) + "…"
	}
	return address
}

// cssURL matches a url() of CSS.
var cssURL = regexp.MustCompile(`(?i)\burl\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)`)

// addressesIn lists the addresses of the pictures in HTML, in their order.
func addressesIn(content string) (list []string) {
	forEachPicture(content, func(address string) string {
		list = append(list, address)
		return address
	}, func(attribute, string) {})
	return list
}

// replaceAddresses returns HTML with the pictures at other addresses.
func replaceAddresses(content string, moved map[string]string) string {
	var out strings.Builder
	last := 0
	forEachPicture(content, func(address string) string {
		if to, ok := moved[address]; ok {
			return to
		}
		return address
	}, func(a attribute, value string) {
		out.WriteString(content[last:a.start])
		out.WriteString(a.encode(value))
		last = a.end
	})
	out.WriteString(content[last:])
	return out.String()
}

// forEachPicture calls move with the address of each picture in HTML, and changed with each attribute whose value is
// another one by what move returns.
func forEachPicture(content string, move func(address string) string, changed func(a attribute, value string)) {
	forEachTag(content, func(tag string, attributes []attribute) {
		for _, a := range attributes {
			value := a.decode(content)
			moved := value
			switch {
			case tag == "img" && (a.name == "src" || a.name == "data-src"):
				if address := strings.TrimSpace(value); address != "" {
					if to := move(address); to != address {
						moved = to
					}
				}
			case a.name == "style":
				moved = moveStyle(value, move)
			}
			if moved != value {
				changed(a, moved)
			}
		}
	})
}

// unquoted escapes what cannot stand in a url() without quotes. Quotes are not used there, since the platform changes
// them.
var unquoted = strings.NewReplacer(" ", "%20", `"`, "%22", "'", "%27", "(", "%28", ")", "%29")

func moveStyle(style string, move func(address string) string) string {
	return cssURL.ReplaceAllStringFunc(style, func(found string) string {
		m := cssURL.FindStringSubmatch(found)
		address := strings.TrimSpace(m[1] + m[2] + m[3])
		if address == "" {
			return found
		}
		if to := move(address); to != address {
			return "url(" + unquoted.Replace(to) + ")"
		}
		return found
	})
}
