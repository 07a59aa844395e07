// Package poi is the API area of stores (门店): the addresses where a company meets its customers.
//
//	poiID, err := poi.New(client).Add(ctx, poi.Store{
//		Name: "麦当劳", Branch: "艺苑路店", Province: "广东省", City: "广州市", District: "海珠区", Address: "艺苑路11号",
//		Categories: []string{"美食,小吃快餐"}, Offset: poi.OffsetTencent, Longitude: 113.32, Latitude: 23.09,
//		Details: poi.Details{SID: "33788392", Telephone: "020-12345678"},
//	})
//
// The platform's present documents do not have these endpoints: the stores of mini programs (门店小程序) replace them.
// The fields are those of the old page and of other toolkits.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#poi
package poi

import (
	"context"
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxPage is the largest number of stores that one call of [List] reads.
const MaxPage = 50

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Add makes a store and returns its id at once. The event poi_check_notify tells the result of the review. A store
// beyond the platform's limits is not sent: see [AddIn.Check].
func (s *Service) Add(ctx context.Context, store Store) (poiID string, err error) {
	store.PoiID, store.State, store.Updating = "", 0, false
	in := AddIn{Business[Store]{store}}
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, Add, in)
	return out.PoiID, err
}

// Get reads a store. While a change is under review, the answer has the new values.
func (s *Service) Get(ctx context.Context, poiID string) (Store, error) {
	out, err := endpoint.Call(ctx, s.client, Get, ID{poiID})
	return out.Business.BaseInfo, err
}

// All returns the stores. Pages of [MaxPage] are fetched as the loop needs them. An error ends the loop; it comes with
// a zero store.
func (s *Service) All(ctx context.Context) iter.Seq2[Store, error] {
	return func(yield func(Store, error) bool) {
		for item, err := range endpoint.All(ctx, s.client, List, ListIn{Limit: MaxPage}) {
			if !yield(item.BaseInfo, err) {
				return
			}
		}
	}
}

// Update changes the details of a store that passed its review; a field that is empty stays as it is. The change is
// reviewed. Details beyond the platform's limits are not sent: see [UpdateIn.Check].
func (s *Service) Update(ctx context.Context, poiID string, details Details) error {
	in := UpdateIn{Business[Change]{Change{poiID, details}}}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, Update, in)
}

// Delete removes a store. This cannot be undone.
func (s *Service) Delete(ctx context.Context, poiID string) error {
	return endpoint.Do(ctx, s.client, Delete, ID{poiID})
}

// Categories lists the categories that a store may have, each as a path such as "美食,江浙菜,上海菜".
func (s *Service) Categories(ctx context.Context) ([]string, error) {
	out, err := endpoint.Call(ctx, s.client, Categories, endpoint.None{})
	return out.Categories, err
}
