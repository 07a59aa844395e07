package store_test

import (
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api/store"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// checks runs a table of changes of a value that is fine. The key is the error's text, or begins with a space for a
// change that is allowed.
func checks[V interface{ Check() error }](t *testing.T, fine func() V, changes map[string]func(*V)) {
	t.Helper()
	for text, f := range changes {
		v := fine()
		f(&v)
		err := v.Check()
		if strings.HasPrefix(text, " ") {
			if err != nil {
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || err.Error() != text {
			t.Errorf("got %v, want %s", err, text)
		}
	}
}

func TestCheckMerchant(t *testing.T) {
	t.Parallel()
	six := strings.Fields(strings.Repeat("M ", 6))
	checks(t, merchant, map[string]func(*store.Merchant){
		" the longest name":  func(m *store.Merchant) { m.Nickname = strings.Repeat("店", 15) },
		" the shortest name": func(m *store.Merchant) { m.Nickname = "店名" },
		" five papers":       func(m *store.Merchant) { m.Qualifications, m.OtherFiles = six[:5], six[:5] },
		"store: first_catid is 0: take the ID of a Category below the root":              func(m *store.Merchant) { m.FirstCategory = 0 },
		"store: second_catid is -1: take the ID of a Category below the root":            func(m *store.Merchant) { m.SecondCategory = -1 },
		"store: headimg_mediaid is empty: upload a jpg or png to the temporary material": func(m *store.Merchant) { m.HeadImage = "" },
		"store: nickname has 31 characters, a Chinese one counted as two: give 4 to 30":  func(m *store.Merchant) { m.Nickname = strings.Repeat("店", 15) + "a" },
		"store: nickname has 3 characters, a Chinese one counted as two: give 4 to 30":   func(m *store.Merchant) { m.Nickname = "店a" },
		"store: intro is empty: introduce the mini program":                              func(m *store.Merchant) { m.Intro = "" },
		"store: qualification_list has 6 papers: give at most 5":                         func(m *store.Merchant) { m.Qualifications = six },
		"store: other_files has 6 papers: give at most 5":                                func(m *store.Merchant) { m.OtherFiles = six },
	})
	short := merchant()
	short.Nickname = ""
	if err := short.Check(); !errors.Is(err, endpoint.ErrStoreNameFormat) {
		t.Errorf("an empty name: %v", err)
	}
}

func TestCheckMapPOI(t *testing.T) {
	t.Parallel()
	checks(t, place, map[string]func(*store.NewMapPOI){
		" the date line":                                                                 func(p *store.NewMapPOI) { p.Longitude, p.Latitude = -180, 90 },
		"store: name is empty: name the place":                                           func(p *store.NewMapPOI) { p.Name = "" },
		"store: longitude is 180.5: give -180 to 180 degrees":                            func(p *store.NewMapPOI) { p.Longitude = 180.5 },
		"store: latitude is NaN: give -90 to 90 degrees":                                 func(p *store.NewMapPOI) { p.Latitude = math.NaN() },
		"store: province is empty: give the province, such as 广东省":                       func(p *store.NewMapPOI) { p.Province = "" },
		"store: city is empty: give the city, such as 广州市":                               func(p *store.NewMapPOI) { p.City = "" },
		"store: district is empty: give the district, such as 海珠区":                       func(p *store.NewMapPOI) { p.District = "" },
		"store: districtid is empty: take the ID of a District":                          func(p *store.NewMapPOI) { p.DistrictID = "" },
		"store: address is empty: give the street and the number":                        func(p *store.NewMapPOI) { p.Address = "" },
		"store: category is empty: give the category, such as 美食:中餐厅":                    func(p *store.NewMapPOI) { p.Category = "" },
		"store: telephone is empty: give a telephone number":                             func(p *store.NewMapPOI) { p.Telephone = "" },
		"store: photo is empty: give the address of a picture":                           func(p *store.NewMapPOI) { p.Photo = "" },
		"store: license is empty: give the address of a picture of the business licence": func(p *store.NewMapPOI) { p.License = "" },
		"store: introduct is empty: introduce the place":                                 func(p *store.NewMapPOI) { p.Introduct = "" },
	})
}

func TestCheckStore(t *testing.T) {
	t.Parallel()
	checks(t, addition, map[string]func(*store.Addition){
		" an early hour": func(a *store.Addition) { a.Hour = "9:00-21:00" },
		"store: map_poi_id is empty: take the ID of a MapPOI":                 func(a *store.Addition) { a.MapPOIID = "" },
		"store: pic_list is empty: give the address of a picture at least":    func(a *store.Addition) { a.Pictures = nil },
		"store: contract_phone is empty: give a telephone number":             func(a *store.Addition) { a.ContractPhone = "" },
		`store: hour is "all day": give opening hours as 10:00-21:00`:         func(a *store.Addition) { a.Hour = "all day" },
		"store: credential is empty: give the number of the business licence": func(a *store.Addition) { a.Credential = "" },
		"store: qualification_list has 6 papers: give at most 5":              func(a *store.Addition) { a.Qualifications = make(store.MediaIDs, 6) },
	})
	checks(t, change, map[string]func(*store.Change){
		"store: poi_id is empty: take the POIID of a Store":       func(c *store.Change) { c.POIID = "" },
		" no picture any more":                                    func(c *store.Change) { c.Pictures = nil },
		"store: contract_phone is empty: give a telephone number": func(c *store.Change) { c.ContractPhone = "" },
		`store: hour is "": give opening hours as 10:00-21:00`:    func(c *store.Change) { c.Hour = "" },
	})
}

func TestRefusedIsNotSent(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"errcode":0,"errmsg":"ok"}`) })
	s := store.New(client)
	_, created := s.CreateMapPOI(t.Context(), store.NewMapPOI{})
	_, added := s.Add(t.Context(), store.Addition{})
	_, updated := s.Update(t.Context(), store.Change{})
	_, named := s.SearchMapPOI(t.Context(), "海珠区", "x")
	_, vague := s.SearchMapPOI(t.Context(), "440105", "")
	for text, err := range map[string]error{
		"store: first_catid is 0: take the ID of a Category below the root": s.ApplyMerchant(t.Context(), store.Merchant{}),
		"store: name is empty: name the place":                              created,
		"store: map_poi_id is empty: take the ID of a MapPOI":               added,
		"store: poi_id is empty: take the POIID of a Store":                 updated,
		`store: districtid is "海珠区": take the ID of a District`:             named,
		"store: keyword is empty: give a word of the place's name":          vague,
	} {
		if err == nil || err.Error() != text {
			t.Errorf("got %v, want %s", err, text)
		}
	}
	if requests() != 0 {
		t.Errorf("%d requests", requests())
	}
}
