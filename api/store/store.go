// Package store is the API area of store mini programs (门店小程序): the mini program of an account, places on the map,
// and the stores that an account makes of them.
//
//	places, err := store.New(client).SearchMapPOI(ctx, "440105", "咖啡")
//	audit, err := store.New(client).Add(ctx, store.Addition{
//		MapPOIID: places[0].ID, Pictures: store.Pictures{picture}, ContractPhone: "020-12345678",
//		Hour: "10:00-21:00", Credential: "22883878-0",
//	})
//
// The account has to apply for it. Applications, places and stores pass an audit; an event has its result.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#store
package store

import (
	"context"
	"fmt"
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxList is the largest number of stores that one call of [GetStoreList] reads.
const MaxList = 50

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Categories returns the categories that a store mini program can have, with the root of the tree.
func (s *Service) Categories(ctx context.Context) ([]Category, error) {
	out, err := endpoint.Call(ctx, s.client, GetMerchantCategory, endpoint.None{})
	return out.Data.All.Categories, err
}

// ApplyMerchant applies for the account's store mini program. Its administrator has to confirm within 24 hours, and the
// event apply_merchant_audit_info has the result. An application with a field that is missing or too long is not sent:
// see [Merchant.Check].
func (s *Service) ApplyMerchant(ctx context.Context, m Merchant) error {
	if err := m.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, ApplyMerchant, m)
}

// MerchantAudit returns the state of the application.
func (s *Service) MerchantAudit(ctx context.Context) (MerchantAudit, error) {
	out, err := endpoint.Call(ctx, s.client, GetMerchantAuditInfo, endpoint.None{})
	return out.Data, err
}

// ModifyMerchant changes the picture of the store mini program, a media_id of the temporary material, and its
// introduction. What is empty stays as it is.
func (s *Service) ModifyMerchant(ctx context.Context, headImage, intro string) error {
	return endpoint.Do(ctx, s.client, ModifyMerchant, ModifyMerchantIn{headImage, intro})
}

// MapError is the error of the map service, whose answer has a status in place of an errcode.
type MapError struct {
	Status  int // the map service's; 0 would be success
	Message string
}

// Error returns the status and the message.
func (e *MapError) Error() string {
	return fmt.Sprintf("store.get_district: the map service answered status %d %s", e.Status, e.Message)
}

// Districts returns the provinces, cities and districts of China. The error is a [*MapError] if the map service
// refuses.
func (s *Service) Districts(ctx context.Context) (Districts, error) {
	out, err := endpoint.Call(ctx, s.client, GetDistrict, endpoint.None{})
	if err == nil && out.Status != 0 {
		return Districts{}, &MapError{int(out.Status), out.Message}
	}
	return out, err
}

// SearchMapPOI searches the map for places in a district, by the ID of a [District].
func (s *Service) SearchMapPOI(ctx context.Context, districtID, keyword string) ([]MapPOI, error) {
	in, err := searchIn(districtID, keyword)
	if err != nil {
		return nil, err
	}
	out, err := endpoint.Call(ctx, s.client, SearchMapPOI, in)
	return out.Data.Items, err
}

// CreateMapPOI puts a place on the map. The event create_map_poi_audit_info has the result. A place without one of its
// fields is not sent: see [NewMapPOI.Check].
func (s *Service) CreateMapPOI(ctx context.Context, p NewMapPOI) (MapPOIAudit, error) {
	if err := p.Check(); err != nil {
		return MapPOIAudit{}, err
	}
	out, err := endpoint.Call(ctx, s.client, CreateMapPOI, p)
	return out.Data, err
}

// Add makes a place of the map a store of the account, and returns the number of its audit. The event
// add_store_audit_info has the result, with the store's poi_id. A store without a field that it needs is not sent: see
// [Addition.Check].
func (s *Service) Add(ctx context.Context, a Addition) (auditID int64, err error) {
	if err := a.Check(); err != nil {
		return 0, err
	}
	out, err := endpoint.Call(ctx, s.client, AddStore, a)
	return int64(out.Data.AuditID), err
}

// Update changes a store. If a change has to pass an audit, the event modify_store_audit_info has its result. A change
// without a field that it needs is not sent: see [Change.Check].
func (s *Service) Update(ctx context.Context, c Change) (UpdateOut, error) {
	if err := c.Check(); err != nil {
		return UpdateOut{}, err
	}
	out, err := endpoint.Call(ctx, s.client, UpdateStore, c)
	return out.Data, err
}

// Get returns a store.
func (s *Service) Get(ctx context.Context, poiID string) (Store, error) {
	out, err := endpoint.Call(ctx, s.client, GetStoreInfo, POIID{poiID})
	return out.Business.Store, err
}

// All returns the stores. Pages of [MaxList] are fetched as the loop needs them. An error ends the loop; it comes with
// a zero store.
func (s *Service) All(ctx context.Context) iter.Seq2[Store, error] {
	return func(yield func(Store, error) bool) {
		for b, err := range endpoint.All(ctx, s.client, GetStoreList, ListIn{Limit: MaxList}) {
			if !yield(b.Store, err) {
				return
			}
		}
	}
}

// Delete removes a store. This cannot be undone.
func (s *Service) Delete(ctx context.Context, poiID string) error {
	return endpoint.Do(ctx, s.client, DelStore, POIID{poiID})
}
