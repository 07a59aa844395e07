// Package guide is the API area of guides (对话能力, 顾问): people who talk to the account's customers in WeChat.
//
//	s := guide.New(client)
//	err := s.Add(ctx, guide.Profile{ID: guide.Account("anna_wx"), Nickname: "Anna"})
//	results, err := s.AddBuyers(ctx, guide.Account("anna_wx"), guide.Buyer{OpenID: openID})
//
// The platform's present documents do not have these endpoints: the service was wound down. The fields are those of the
// old pages and of other toolkits. Another 33 endpoints of the service, whose fields are not confirmed, are left out: see
// [github.com/wechatgo/wechatgo/api.Left].
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#guide
package guide

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// perPage is the number of items on a page in the pages' examples. They name no limit.
const perPage = 10

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Add adds a guide.
func (s *Service) Add(ctx context.Context, p Profile) error {
	var err error
	if p.ID, err = p.one(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, Add, p)
}

// Get reads a guide.
func (s *Service) Get(ctx context.Context, id ID) (Guide, error) {
	id, err := id.one()
	if err != nil {
		return Guide{}, err
	}
	return endpoint.Call(ctx, s.client, Get, id)
}

// Update changes a guide's nickname or picture; a field that is empty stays as it is.
func (s *Service) Update(ctx context.Context, p Profile) error {
	var err error
	if p.ID, err = p.one(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, Update, p)
}

// Delete removes a guide.
func (s *Service) Delete(ctx context.Context, id ID) error {
	id, err := id.one()
	if err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, Delete, id)
}

// All returns the guides. Pages are fetched as the loop needs them. An error ends the loop; it comes with a zero guide.
func (s *Service) All(ctx context.Context) iter.Seq2[Guide, error] {
	return endpoint.All(ctx, s.client, List, Window{Num: perPage})
}

// QRCode makes a QR code and returns its picture's address. A follower who scans it becomes a customer of the guide, and
// so does a user who follows within 3 minutes. info comes back in the event guide_qrcode_scan_event; it may be empty.
func (s *Service) QRCode(ctx context.Context, id ID, info string) (url string, err error) {
	id, err = id.one()
	if err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, CreateQRCode, QRCodeIn{id, info})
	return out.URL, err
}

// Chats returns the messages of a guide's conversations of the last 30 days. Pages are fetched as the loop needs them.
// An error ends the loop; it comes with a zero message.
func (s *Service) Chats(ctx context.Context, id ID, filter ChatFilter) iter.Seq2[Chat, error] {
	id, err := id.one()
	if err != nil {
		return failed[Chat](err)
	}
	return endpoint.All(ctx, s.client, ChatRecord, ChatRecordIn{id, filter, Window{Num: perPage}})
}

// SetConfig sets the replies of a guide that are given, or with the zero ID those that all guides have by default.
func (s *Service) SetConfig(ctx context.Context, id ID, c Config) error {
	return s.setConfig(ctx, SetConfigIn{ID: id, Config: c})
}

// DeleteConfig removes the replies of a guide that are given, or with the zero ID those that all guides have by default.
func (s *Service) DeleteConfig(ctx context.Context, id ID, c Config) error {
	return s.setConfig(ctx, SetConfigIn{ID: id, Delete: true, Config: c})
}

func (s *Service) setConfig(ctx context.Context, in SetConfigIn) error {
	in.ID, _ = in.one() // none stands for all guides
	return endpoint.Do(ctx, s.client, SetConfig, in)
}

// Config reads the replies of a guide, or with the zero ID those that all guides have by default.
func (s *Service) Config(ctx context.Context, id ID) (Config, error) {
	id, _ = id.one() // none stands for all guides
	return endpoint.Call(ctx, s.client, GetConfig, id)
}

// AddBuyers assigns any number of customers to a guide, [MaxBatch] per call, and tells what became of each. If a call
// fails, it returns the error and the results of the calls before.
func (s *Service) AddBuyers(ctx context.Context, id ID, buyers ...Buyer) ([]BuyerResult, error) {
	id, err := id.one()
	if err != nil {
		return nil, err
	}
	return batches(ctx, s.client, AddBuyers, buyers, func(chunk []Buyer) AddBuyersIn { return AddBuyersIn{id, chunk} })
}

// DeleteBuyers takes any number of customers from a guide, as [Service.AddBuyers] assigns them.
func (s *Service) DeleteBuyers(ctx context.Context, id ID, openIDs ...string) ([]BuyerResult, error) {
	id, err := id.one()
	if err != nil {
		return nil, err
	}
	return batches(ctx, s.client, DeleteBuyers, openIDs, func(chunk []string) DeleteBuyersIn {
		return DeleteBuyersIn{id, chunk}
	})
}

// Rebind takes any number of customers from the guide old and gives them to another one, as [Service.AddBuyers] assigns
// them. Both guides must be named in the same way: see [RebindIn.Check].
func (s *Service) Rebind(ctx context.Context, old, other ID, openIDs ...string) ([]BuyerResult, error) {
	in := RebindIn{old.Account, old.OpenID, other.Account, other.OpenID, nil}
	switch { // a guide that was read has both names
	case old.Account != "" && other.Account != "":
		in.OldOpenID, in.NewOpenID = "", ""
	case old.OpenID != "" && other.OpenID != "":
		in.OldAccount, in.NewAccount = "", ""
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	return batches(ctx, s.client, Rebind, openIDs, func(chunk []string) RebindIn {
		in.OpenIDs = chunk
		return in
	})
}

// TagBuyers gives a tag's value to any number of a guide's customers, as [Service.AddBuyers] assigns them.
func (s *Service) TagBuyers(ctx context.Context, id ID, value string, openIDs ...string) ([]BuyerResult, error) {
	id, err := id.one()
	if err != nil {
		return nil, err
	}
	return batches(ctx, s.client, TagBuyers, openIDs, func(chunk []string) TagBuyersIn {
		return TagBuyersIn{id, chunk, value}
	})
}

// Buyers returns a guide's customers. Pages are fetched as the loop needs them. An error ends the loop; it comes with a
// zero customer.
func (s *Service) Buyers(ctx context.Context, id ID) iter.Seq2[BoundBuyer, error] {
	id, err := id.one()
	if err != nil {
		return failed[BoundBuyer](err)
	}
	return endpoint.All(ctx, s.client, Buyers, BuyersIn{id, Window{Num: perPage}})
}

// NewTag makes a type of tag with the values that customers can have.
func (s *Service) NewTag(ctx context.Context, name string, values ...string) error {
	return endpoint.Do(ctx, s.client, NewTag, Tag{name, values})
}

// Tags lists the types of tag.
func (s *Service) Tags(ctx context.Context) ([]Tag, error) {
	out, err := endpoint.Call(ctx, s.client, Tags, endpoint.None{})
	return out.Tags, err
}

// Mass is what a guide sends to customers.
type Mass struct {
	Guide     ID
	Name      string
	Remark    string
	PushTime  time.Time // when it is to be sent
	OpenIDs   []string  // of customers of the guide
	Materials []Material
}

// MassSend gives a guide messages to send at a time. It does not retry when a connection breaks, because customers could
// get the messages twice. What the pages do not allow is not sent: see [MassSendIn.Check].
func (s *Service) MassSend(ctx context.Context, m Mass) ([]Task, error) {
	id, err := m.Guide.one()
	if err != nil {
		return nil, err
	}
	in := MassSendIn{
		ID: id, Name: m.Name, Remark: m.Remark, PushTime: endpoint.At(m.PushTime), OpenIDs: m.OpenIDs,
	}
	for _, material := range m.Materials {
		var wire WireMaterial // Check refuses it, as nothing
		if material != nil {
			wire = material.wire()
		}
		in.Materials = append(in.Materials, wire)
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	out, err := endpoint.Call(ctx, s.client, MassSend, in)
	return out.Tasks, err
}

// batches calls e for [MaxBatch] of the items at a time.
func batches[In, Item any](
	ctx context.Context,
	c *endpoint.Client,
	e endpoint.Endpoint[In, BuyersOut],
	items []Item,
	input func([]Item) In,
) (results []BuyerResult, err error) {
	for chunk := range slices.Chunk(items, MaxBatch) {
		out, err := endpoint.Call(ctx, c, e, input(chunk))
		if err != nil {
			return results, err
		}
		results = append(results, out.Buyers...)
	}
	return results, nil
}

// failed returns a list that is an error alone.
func failed[Item any](err error) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		var none Item
		yield(none, err)
	}
}
