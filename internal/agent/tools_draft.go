package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"strconv"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/article"
	"github.com/wechatgo/wechatgo/endpoint"
)

// addDrafts adds the tools for articles.
func (s *server) addDrafts(m *mcp.Server) {
	add(
		s,
		m,
		"draft_from_markdown",
		"Make a draft from Markdown (CommonMark, tables, footnotes, front matter): a file "+
			"below --files, or a text. Pictures below --files are uploaded: JPEG, PNG or GIF, up to 10 MB. The cover is "+
			"the first picture if none is named. Nothing is published.",
		writing,
		s.draftFromMarkdown,
	)
	add(s, m, "list_drafts", "List the drafts, the newest first, with their titles and without their texts. 20 a page.",
		readOnly, s.listDrafts)
	add(
		s,
		m,
		"publish_draft",
		"Publish a draft, so that everybody can read it; followers get no message. A person is asked first. "+
			"Waits up to 30 seconds, and says what is published and what is not. The draft is gone then.",
		final,
		s.publish,
	)
}

// MarkdownIn is the input of draft_from_markdown.
type MarkdownIn struct {
	Path     string `json:"path,omitempty" jsonschema:"a Markdown file below --files; or give markdown"`
	Markdown string `json:"markdown,omitempty" jsonschema:"the Markdown itself, with pictures below --files"`
	Title    string `json:"title,omitempty" jsonschema:"at most 32 characters; replaces the title in the Markdown"`
	Author   string `json:"author,omitempty" jsonschema:"at most 16 characters"`
	Digest   string `json:"digest,omitempty" jsonschema:"a summary of at most 128 characters"`
	Cover    string `json:"cover,omitempty" jsonschema:"a picture, relative to the Markdown; replaces its cover"`
}

// DraftOut is the output of draft_from_markdown.
type DraftOut struct {
	MediaID string `json:"media_id" jsonschema:"of the draft: publish_draft takes it"`
	Title   string `json:"title"`
	State   string `json:"state"`
	// Warnings say what WeChat does not keep of the text.
	Warnings []string `json:"warnings,omitempty"`
}

func (s *server) draftFromMarkdown(ctx context.Context, in MarkdownIn) (out DraftOut, err error) {
	// What the settings forbid is said before any picture is uploaded.
	for _, e := range []endpoint.Any{draft.Add, material.MediaUploadImage} {
		if p, reason := s.permissionFor(e); p == forbidden {
			return out, refused(e, reason)
		}
	}
	source, folder := []byte(in.Markdown), article.Folder{Files: s.files()}
	switch {
	case (in.Path == "") == (in.Markdown == ""):
		return out, errors.New("give either path or markdown")
	case in.Path != "":
		folder.Dir = path.Dir(in.Path)
		if source, err = s.files().read(in.Path); err != nil {
			return out, err
		}
	}
	parsed, err := article.Parse(source)
	if err != nil {
		return out, err
	}
	parsed.Title = cmp.Or(in.Title, parsed.Title)
	parsed.Author = cmp.Or(in.Author, parsed.Author)
	parsed.Digest = cmp.Or(in.Digest, parsed.Digest)
	parsed.Cover = cmp.Or(in.Cover, parsed.Cover)
	ready, err := parsed.Prepare(ctx, folder)
	if err != nil {
		return out, err
	}
	a, err := ready.Draft(ctx, article.UploadTo(material.New(s.client)))
	if err != nil {
		return out, err
	}
	id, err := draft.New(s.client).Add(ctx, a)
	return DraftOut{
		id,
		a.Title,
		"a draft, which only the account sees: publish_draft publishes it",
		ready.Warnings(),
	}, err
}

// PageIn is the input of a tool that lists something page by page.
type PageIn struct {
	Cursor string `json:"cursor,omitempty" jsonschema:"the cursor of the page before"`
}

// DraftRow is a draft in a list.
type DraftRow struct {
	MediaID string   `json:"media_id"`
	Title   []string `json:"titles"`
	Updated string   `json:"updated,omitempty"`
}

func (s *server) listDrafts(ctx context.Context, in PageIn) (Answer, error) {
	start, err := offset(in.Cursor)
	if err != nil {
		return Answer{}, err
	}
	list, err := endpoint.Call(ctx, s.client, draft.BatchGet, draft.BatchGetIn{
		Window: endpoint.Window{Offset: endpoint.Number(start), Count: draft.MaxBatch}, NoContent: true,
	})
	if err != nil {
		return Answer{}, err
	}
	rows := []DraftRow{}
	for _, item := range list.Items {
		row := DraftRow{MediaID: item.MediaID}
		for _, a := range item.Draft.Articles {
			row.Title = append(row.Title, a.Title)
		}
		if !item.UpdateTime.IsZero() {
			row.Updated = item.UpdateTime.In(endpoint.China).Format(time.RFC3339)
		}
		rows = append(rows, row)
	}
	v, err := generic(map[string]any{"total": list.Total, "drafts": rows})
	a := marked(v, len(rows) > 0)
	a.bound(0)
	if len(rows) > 0 {
		a.Cursor = after(start, int(list.Total))
	}
	return a, err
}

// DraftIn names a draft.
type DraftIn struct {
	MediaID string `json:"media_id" jsonschema:"of the draft, from list_drafts"`
}

// PublishOut is the output of publish_draft.
type PublishOut struct {
	State     string   `json:"state" jsonschema:"published, failed, or under way"`
	PublishID string   `json:"publish_id"`
	ArticleID string   `json:"article_id,omitempty"`
	URLs      []string `json:"urls,omitempty" jsonschema:"where the articles can be read"`
	Note      string   `json:"note"`
}

// publishTime is how long publish_draft waits for the platform's job.
const publishTime = 30 * time.Second

func (s *server) publish(ctx context.Context, in DraftIn) (out PublishOut, err error) {
	if ctx, err = s.withDraft(ctx, in.MediaID); err != nil {
		return out, err
	}
	publishing := freepublish.New(s.client)
	job, err := publishing.Submit(ctx, in.MediaID)
	if err != nil {
		return out, err
	}
	out.PublishID = fmt.Sprint(job.PublishID)
	waiting, cancel := context.WithTimeout(ctx, publishTime)
	defer cancel()
	p, err := publishing.Wait(waiting, job.PublishID)
	switch {
	case err == nil:
		out.State, out.ArticleID = "published", p.ArticleID
		out.Note = "Everybody can read it. Followers got no message."
		for _, a := range p.Articles() {
			out.URLs = append(out.URLs, a.URL)
		}
	case errors.As(err, new(*freepublish.PublishError)):
		out.State, out.Note = "failed", "Not published: "+err.Error()
	default:
		out.State = "under way"
		out.Note = fmt.Sprintf(
			"Whether it is published is not known yet (%v). Ask with freepublish.get and publish_id.",
			err,
		)
	}
	return out, nil
}

// addPictures adds the tool for pictures.
func (s *server) addPictures(m *mcp.Server) {
	add(
		s,
		m,
		"upload_picture",
		"Upload a picture below the directory of --files: for=article gives an address for the text of "+
			"articles, for=material adds it to the permanent material and gives its media_id. Up to 10 MB.",
		writing,
		s.uploadPicture,
	)
}

// PictureIn is the input of upload_picture.
type PictureIn struct {
	Path string `json:"path" jsonschema:"a picture below the directory of --files"`
	For  string `json:"for" jsonschema:"article or material"`
}

// PictureOut is the output of upload_picture.
type PictureOut struct {
	URL     string `json:"url,omitempty"`
	MediaID string `json:"media_id,omitempty"`
}

func (s *server) uploadPicture(ctx context.Context, in PictureIn) (out PictureOut, err error) {
	if in.For != "article" && in.For != "material" {
		return out, fmt.Errorf("for is %s: give article or material", strconv.Quote(in.For))
	}
	file, err := s.files().upload(in.Path)
	if err != nil {
		return out, err
	}
	if in.For == "article" {
		out.URL, err = material.New(s.client).UploadImage(ctx, file)
		return out, err
	}
	added, err := material.New(s.client).Add(ctx, material.KindImage, file)
	return PictureOut{added.URL, added.MediaID}, err
}
